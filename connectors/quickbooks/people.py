"""Whom to write to and whom to ring, out of fields that bookkeepers fill by hand.

QuickBooks has no contact persons: one field may hold several addresses, names and all
(accounting-apis B8, rule 15 of its section 0).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from connectors.mailboxes import plain_address
from connectors.telephones import written_in_full
from rules.facts import Person

# a comma or semicolon that stands in no quotes and no angle brackets
_PIECE = re.compile(r"""(?:"[^"]*"|<[^>]*>|[^,;"<]|["<])+""")
_NAMED = re.compile(r"""^\s*"?(?P<name>[^"<]*?)"?\s*<(?P<address>[^<>]*)>\s*$""")


@dataclass(frozen=True, slots=True)
class Addressees:
    """What an e-mail field holds."""

    people: tuple[Person, ...] = ()
    unusable: tuple[str, ...] = ()
    """Pieces that are no address, as written."""


# The same few thousand fields come again on every invoice of a customer.
@lru_cache(maxsize=8192)
def addressees(field: str | None) -> Addressees:
    """Split an e-mail field at its commas and semicolons, and sort good addresses from bad."""
    people: dict[str, Person] = {}
    unusable: list[str] = []
    for piece in _pieces(field or ""):
        person = _person(piece)
        if person is None:
            unusable.append(piece)
        elif person.email is not None:
            people.setdefault(person.email.lower(), person)
    return Addressees(tuple(people.values()), tuple(unusable))


@lru_cache(maxsize=8192)
def e164(number: str, country: str | None) -> str | None:
    """The number as +6495550134; None where it is no number that could be rung from abroad."""
    if (plain := written_in_full(number)) is not None:
        return plain
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    # A number without its area code is "possible" too, and rings somewhere else or nowhere.
    length = phonenumbers.is_possible_number_with_reason(parsed)
    if length != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _pieces(field: str) -> list[str]:
    pieces: list[str] = []
    for match in _PIECE.findall(field):
        piece = match.strip()
        # "a@x.example b@x.example": a space does for a comma, too
        several = piece.count("@") > 1 and "<" not in piece
        pieces.extend(piece.split() if several else [piece])
    return [piece for piece in pieces if piece]


def _person(piece: str) -> Person | None:
    named = _NAMED.match(piece)
    written = named["address"].strip() if named else piece
    address = plain_address(written) or _validated(written)
    if address is None:
        return None
    name = " ".join(named["name"].split()) if named else ""
    return Person(email=address, name=name or None)


def _validated(written: str) -> str | None:
    try:
        return validate_email(written, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
