"""Reads `statements`: who gets a statement of account, and how often."""

from typing import Final

from rules.book.fields import Fields, Problems, Reader, integer, one_of
from rules.book.policy_section import addressee, role
from rules.book.sections import letter_in
from rules.book.yaml_nodes import Written
from rules.conditions import read_customer_condition
from rules.rulebook import Every, Statements

KEYS: Final = ("every", "on", "letter", "when", "to", "cc")
EVERY: Final = {every.value: every for every in Every}
LAST_DAY: Final = 28
"""Every month has so many days."""


def statements_with(letters: frozenset[str] | None) -> Reader[Statements]:
    """When a statement goes out; the letter is one of these."""

    def read(node: Written, problems: Problems) -> Statements | None:
        fields = Fields.of(node, "statements", KEYS, problems=problems)
        if fields is None:
            return None
        every = fields.take("every", one_of(EVERY, "how often a statement goes out"), Every.MONTH)
        on = fields.take("on", integer(1, LAST_DAY), 1)
        letter = fields.need("letter", letter_in(letters))
        when = fields.maybe("when", read_customer_condition)
        to, cc = fields.many("to", addressee), fields.many("cc", role)
        if letter is None or (when is None and fields.node.get("when") is not None):
            return None
        return Statements(
            every=every, on=on, letter=letter, when=when, to=to, cc=cc, at=fields.place
        )

    return read
