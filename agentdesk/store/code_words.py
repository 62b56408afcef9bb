"""What the codes in the database's own columns are called, once for every room; each is a message id."""

from __future__ import annotations

from agentdesk.common.i18n import N_

CHANNELS = {"phone": N_("telephone"), "sms": N_("text message"), "card": N_("card"), "newsletter": N_("newsletter")}
COMPLAINT_STATES = {
    "new": N_("to be accepted"),
    "acknowledged": N_("accepted"),
    "assessed": N_("assessed"),
    "in_progress": N_("in hand"),
    "special": N_("special handling asked for"),
    "handled": N_("handled, answer due"),
    "rejected": N_("answer not accepted"),
    "external": N_("told where to turn"),
    "recall_due": N_("re-call due"),
    "cause_due": N_("cause missing"),
    "reopened": N_("reopened"),
    "closed": N_("closed"),
}
CLOCKS = {"acknowledge": N_("accept by"), "plan": N_("plan by"), "solve": N_("solve by"), "recall": N_("re-call by")}
ACTION_STATES = {
    "open": N_("not begun"),
    "doing": N_("in hand"),
    "done": N_("done, check due"),
    "checked": N_("checked"),
    "dropped": N_("given up"),
}
PURPOSES = {"service": N_("service follow-up"), "care": N_("care"), "marketing": N_("marketing")}
SOURCES = {
    "call": N_("said in a call"),
    "form": N_("signed form"),
    "message": N_("by text message"),
    "counter": N_("said at the counter"),
    "dealer_system": N_("from the dealer's system"),
    "refusal": N_("refused without having agreed"),
}
