"""Reads `announcements`: what each customer is told once, such as new terms."""

from typing import Final

from rules.book.fields import Fields, Problems, Reader, day, days, name
from rules.book.sections import letter_in
from rules.book.yaml_nodes import Written
from rules.conditions import read_customer_condition
from rules.problems import quoted
from rules.rulebook import Announcement

KEYS: Final = ("announce", "letter", "from", "until", "when", "terms", "terms_from")


def announcement_with(letters: frozenset[str] | None) -> Reader[Announcement]:
    """What is announced, and when; the letter is one of these."""

    def read(node: Written, problems: Problems) -> Announcement | None:
        fields = Fields.of(node, "an announcement", KEYS, problems=problems)
        if fields is None:
            return None
        called, letter = fields.need("announce", name), fields.need("letter", letter_in(letters))
        start, until = fields.need("from", day), fields.need("until", day)
        when = fields.maybe("when", read_customer_condition)
        terms, terms_from = fields.maybe("terms", days), fields.maybe("terms_from", day)
        if called is None or letter is None or start is None or until is None:
            return None
        if when is None and fields.node.get("when") is not None:
            return None
        announced = Announcement(
            name=called,
            letter=letter,
            start=start,
            until=until,
            when=when,
            terms_days=terms,
            terms_from=terms_from,
            at=fields.place,
        )
        _check_days(announced, fields)
        return announced

    return read


def _check_days(announced: Announcement, fields: Fields) -> None:
    until, terms_from = announced.until, announced.terms_from
    if until < announced.start:
        says = f'"until" is {quoted(until.isoformat())}, before "from".'
        fields.problems.add(fields.place, says, "Let it go out for some days.")
    if terms_from is not None and terms_from <= until:
        says = f"The terms begin on {terms_from}, and it may go out until {until}."
        fix = "Tell it in good time: let it end before the terms begin."
        fields.problems.add(fields.place, says, fix)
