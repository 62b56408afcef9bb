"""No table that leads to a customer is forgotten when one asks what is held of them."""

from __future__ import annotations

from agentdesk.privacy.blanking import COLUMNS
from agentdesk.privacy.held import NOT_HELD, conditions
from agentdesk.store.tables import ALL, Customer, ImportRow, StepDraft, Table


def leads_to_a_customer() -> set[type[Table]]:
    """The tables from which links lead to a customer, over any others."""
    found: set[type[Table]] = {Customer}
    grown = True
    while grown:
        more = {table for table in ALL if any(field.rel_model in found for field in table._meta.refs)} - found
        found |= more
        grown = bool(more)
    return found


def test_each_table_of_a_customer_is_held_or_said_not_to_be() -> None:
    held = set(conditions())
    named = {table for table in ALL if table._meta.table_name in NOT_HELD}
    assert leads_to_a_customer() == (held - {ImportRow}) | named
    assert not held & named


def test_each_open_text_is_blanked_or_is_no_word_of_a_customer() -> None:
    """Columns that hold notes: whoever adds one to a customer's table decides what an erasure does with it."""
    words = {"note", "text", "words", "remark", "answer_note", "lost_note", "remedy_sought", "evidence"}
    open_ = {(table, name) for table in conditions() for name in table._meta.fields if name in words}
    blanked = {(table, name) for table, names in COLUMNS.items() for name in names}
    assert open_ - blanked == {(Customer, "note")}  # a customer's own row is blanked as a whole
    assert StepDraft not in conditions()  # forms being typed go as a whole
