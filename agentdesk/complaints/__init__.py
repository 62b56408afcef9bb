"""Complaints: from the customer's sentence to a solution the customer confirmed.

- drafts.py: the form, prefilled, kept while it is typed
- raising.py: the form submitted as a numbered complaint
- in_call.py: the call it was noted in: whose it is, and the interview that takes over what came before it
- workflow.py: the six steps (CP-03): what may happen next, by whom, and what it needs
- steps.py: the table behind it: states, actions, transitions
- derive.py: what a history amounts to, as a pure function of its events
- clocks.py: the deadlines of a severity, in working time
- fields.py: what a step is given beside its note, by name, kind and choices
- terms.py: what a step sets by the playbook in force: deadlines, the end of a pause, a higher severity
- pauses.py: clocks that stand still, and where that moves the deadlines
- recall_tasks.py: the re-call that leaves the queue when its handling was not the last one
- listing.py: complaints as rows, and one complaint as its file
"""
