"""Readers of the values that a golden test is made of; each in the manner of `rules/book/fields.py`."""

import re
from decimal import Decimal
from typing import Final

from rules.book.fields import Fields, Problems, Reader, address, mailbox, name, one_of, text
from rules.book.yaml_nodes import Mapping, Text, Written
from rules.facts import Money, Person
from rules.problems import quoted

NONE: Final = "none"
"""Written where a value is meant to be missing."""
PERSON_KEYS: Final = ("email", "name", "phone", "role", "language")
LONGEST_TEXT: Final = 500

_AMOUNT: Final = re.compile(
    r"(?:(?P<before>[A-Z]{3}) *)?(?P<amount>[0-9]{1,12}(?:\.[0-9]{1,4})?)(?: *(?P<after>[A-Z]{3}))?"
)
yes_no: Final[Reader[bool]] = one_of(
    {"yes": True, "no": False, "true": True, "false": False}, "yes or no"
)


def is_none(node: Written | None) -> bool:
    """Whether `none` was written: the value is meant to be missing."""
    return isinstance(node, Text) and node.text.strip().casefold() == NONE


def amount(currency: str) -> Reader[Money]:
    """`115.00 NZD`, or `115.00` in this currency."""

    def read(node: Written, problems: Problems) -> Money | None:
        written = text(node, problems)
        if written is None:
            return None
        match = _AMOUNT.fullmatch(written)
        if match is None or (match["before"] and match["after"]):
            problems.add(
                node.place, f"{quoted(written)} is not an amount.", 'Write "115.00 NZD", say.'
            )
            return None
        return Money(Decimal(match["amount"]), match["before"] or match["after"] or currency)

    return read


def owed(currency: str) -> Reader[Money]:
    """The same, above zero."""
    read_amount = amount(currency)

    def read(node: Written, problems: Problems) -> Money | None:
        found = read_amount(node, problems)
        if found is None or found.amount > 0:
            return found
        says = "Nothing is owed on an invoice with a balance of 0."
        problems.add(node.place, says, 'A paid invoice stands under "settled".')
        return None

    return read


def currency(node: Written, problems: Problems) -> str | None:
    """Three capitals, such as NZD."""
    written = text(node, problems)
    if written is not None and not re.fullmatch("[A-Z]{3}", written):
        problems.add(node.place, f"{quoted(written)} is not a currency.", 'Write "NZD", say.')
        return None
    return written


def country(node: Written, problems: Problems) -> str | None:
    """Two capitals, such as NZ."""
    written = text(node, problems)
    if written is not None and not re.fullmatch("[A-Z]{2}", written):
        problems.add(node.place, f"{quoted(written)} is not a country.", 'Write "NZ", say.')
        return None
    return written


def words(node: Written, problems: Problems) -> str | None:
    """A text of at most 500 characters."""
    written = text(node, problems)
    if written is not None and len(written) > LONGEST_TEXT:
        says = f"{quoted(written)} is longer than {LONGEST_TEXT} characters."
        problems.add(node.place, says, "Shorten it.")
        return None
    return written


def person(node: Written, problems: Problems) -> Person | None:
    """`Jo Park <jo@acme.example>`, an address, or a mapping with a phone, a role or a language."""
    if not isinstance(node, Mapping):
        box = mailbox(node, problems)
        return Person(email=box.email, name=box.name) if box else None
    fields = Fields.of(node, "a person", PERSON_KEYS, problems=problems)
    if fields is None:
        return None
    if node.get("email") is None and node.get("name") is None:
        problems.add(node.place, "A person has an e-mail address or a name.", 'Write "name: Jo".')
        return None
    return Person(
        email=fields.maybe("email", email),
        name=fields.maybe("name", name),
        phone=fields.maybe("phone", phone),
        role=fields.maybe("role", name),
        language=fields.maybe("language", name),
    )


def email(node: Written, problems: Problems) -> str | None:
    """An address alone."""
    written = text(node, problems)
    return None if written is None else address(written, node.place, problems)


def phone(node: Written, problems: Problems) -> str | None:
    """A number with its country, such as +64 9 555 0134."""
    written = text(node, problems)
    if written is None:
        return None
    digits = re.sub(r"[ ()./-]", "", written)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        says = f"{quoted(written)} is not a number that can be rung from anywhere."
        problems.add(node.place, says, 'Write it with its country, as in "+64 9 555 0134".')
        return None
    return digits
