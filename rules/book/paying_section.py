"""Reads `pay_by` and `look` of a company: what its letters say of paying, and how they look."""

import re
from typing import Final
from urllib.parse import urlsplit

from babel.numbers import is_currency

from rules.book.fields import Fields, Problems, name, nearest, text
from rules.book.words import by_language
from rules.book.yaml_nodes import Text, Written
from rules.letters.facts import WEB_LINK
from rules.letters.look import COLOUR, READABLE, WHITE, Look, contrast, darkened
from rules.letters.ways import BLANK, BLANKS, Way
from rules.problems import quoted
from rules.rulebook import ANY_LANGUAGE, ByLanguage

WAY_KEYS: Final = ("way", "for", "details")
LOOK_KEYS: Final = ("colour", "logo", "logo_alt")
LONGEST_DETAILS: Final = 300
_HOST: Final = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)


def way(node: Written, problems: Problems) -> Way | None:
    """A way to pay: plain words, or a mapping that says for which currency, and the details."""
    if isinstance(node, Text):
        words = name(node, problems)
        return Way(words) if words else None
    fields = Fields.of(node, "a way to pay", WAY_KEYS, problems=problems)
    if fields is None:
        return None
    called = fields.need("way", name)
    details = {**(fields.maybe("details", _details) or {})}
    found = Way(
        called or "",
        fields.many("for", _currency),
        details=details.pop(ANY_LANGUAGE, None),
        translated=tuple(details.items()),
    )
    if called and found.names_an_account and fields.node.get("for") is None:
        says = f"The details of {quoted(called)} do not say for amounts in which currency."
        problems.add(fields.place, says, 'Add "for: [NZD]", with the currencies of that account.')
    return found if called else None


def _currency(node: Written, problems: Problems) -> str | None:
    written = text(node, problems)
    if written is None or is_currency(written):
        return written
    hint = 'Write its three letters, such as "NZD".'
    problems.add(node.place, f"{quoted(written)} is not a currency.", hint)
    return None


def _details(node: Written, problems: Problems) -> ByLanguage | None:
    """One text, or one for each language."""
    told = by_language(node, problems)
    if told is None:
        return None
    return {code: _checked(written, node, problems) for code, written in told.items()}


def _checked(written: str, node: Written, problems: Problems) -> str:
    if len(written) > LONGEST_DETAILS:
        says = f"The details {quoted(written)} are longer than {LONGEST_DETAILS} characters."
        problems.add(node.place, says, "Shorten them; a letter can hold the rest.")
    for blank in BLANK.findall(written):
        if blank not in BLANKS:
            says = f'The details of a way to pay have no placeholder "{blank}".'
            problems.add(node.place, says, nearest(blank, BLANKS))
    return " ".join(written.split())


def host(node: Written, problems: Problems) -> str | None:
    """The name of a host, such as pay.maple.example."""
    written = text(node, problems)
    if written is None or _HOST.fullmatch(written):
        return written and written.casefold()
    hint = 'Write its name alone, such as "pay.maple.example".'
    problems.add(node.place, f"{quoted(written)} is not the name of a host.", hint)
    return None


def look(node: Written, problems: Problems) -> Look | None:
    """The company's colour and logo."""
    fields = Fields.of(node, "look", LOOK_KEYS, problems=problems)
    if fields is None:
        return None
    blank = Look()
    return Look(
        colour=fields.take("colour", _colour, blank.colour),
        logo=fields.maybe("logo", _picture),
        logo_alt=fields.maybe("logo_alt", name),
    )


def _colour(node: Written, problems: Problems) -> str | None:
    written = text(node, problems)
    if written is None:
        return None
    if not COLOUR.fullmatch(written):
        says = f"{quoted(written)} is not a colour."
        problems.add(node.place, says, 'Write it as "#1c5d99", in quotes.')
        return None
    found = contrast(written, WHITE)
    if found < READABLE:
        says = f"{quoted(written)} is too pale to be read: its contrast with white is {found:.1f}"
        hint = f'Try "{darkened(written)}", which is the same colour, darker.'
        problems.add(node.place, f"{says}, and {READABLE} is the least.", hint)
        return None
    return written.lower()


def _picture(node: Written, problems: Problems) -> str | None:
    written = text(node, problems)
    if written is None:
        return None
    if not WEB_LINK.fullmatch(written) or urlsplit(written).scheme != "https":
        says = f"{quoted(written)} is not the address of a picture on the web."
        problems.add(node.place, says, 'Write it as "https://maple.example/logo.png".')
        return None
    return written
