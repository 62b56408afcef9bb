"""Quick phrases in a text: one key offers them, a digit puts one in at the cursor."""

from __future__ import annotations

from textual.screen import ScreenResultType

from agentdesk.common.i18n import _, pick
from agentdesk.tui.screens.in_turn import InTurn

_APART = " ，,。.；;、：:!！?？"  # behind these a phrase needs no comma


class TakesPhrases(InTurn[ScreenResultType]):
    """A screen in whose field phrases may stand; its keys have one for `phrases`."""

    def action_phrases(self) -> None:
        """Offer the quick phrases for the text that is being typed."""
        from agentdesk.tui.screens.phrases import PhraseScreen, phrases

        if self.wanted_field() is None:
            self.say(_("A phrase goes into a text."))
        elif not phrases():
            self.say(_("The playbook has no phrases; [[phrase]] in playbook.toml gives some."))
        else:
            self.do(self.put_in_front(PhraseScreen(), self._insert_phrase))

    def _insert_phrase(self, phrase: str | None) -> None:
        field = self.wanted_field()
        if phrase and field is not None:
            apart = field.text and field.text[-1] not in _APART
            field.insert(f"{pick('，', ', ')}{phrase}" if apart else phrase)
            self.take_typed(field)
            self.after_pause()
