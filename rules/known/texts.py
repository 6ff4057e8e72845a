"""What the texts of some facts can be: a test against any other could never hold.

Each reader takes a value or a pattern as a rulebook says it, and gives it as the fact has it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import is_currency, list_currencies

from rules.book.fields import nearest
from rules.comparisons import pattern_of
from rules.letters.phrases import PHRASES
from rules.problems import quoted


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a text is no value of a fact."""

    says: str
    hint: str | None = None


Texts = Callable[[str], str | Unfit]

_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Unicode's territories of two letters that no address is in."""


def country(written: str) -> str | Unfit:
    """ISO 3166 alpha-2."""
    names = _countries()
    if _fits_one(written, names.values()):
        return written
    aliases = list(get_global("territory_aliases").get(written.upper()) or ())
    code = aliases[0] if len(aliases) == 1 else _meant(written, names)
    hint = f"Did you mean {quoted(code)}?" if code else 'Write its two letters, such as "NZ".'
    return Unfit(f"{quoted(written)} is not the two letters of a country.", hint)


_USUAL: Final = ("NZD", "AUD", "USD", "CAD", "GBP", "EUR", "CHF", "SGD", "HKD", "ZAR", "JPY", "INR")
"""The currencies that a slip of the finger is held against."""


def currency(written: str) -> str | Unfit:
    """ISO 4217."""
    if is_currency(written.upper()) or _fits_one(written, list_currencies()):
        return written
    code = _meant(written, {**_currencies(), **{each: each for each in _USUAL}})
    hint = f"Did you mean {quoted(code)}?" if code else 'Write its three letters, such as "NZD".'
    return Unfit(f"{quoted(written)} is not a currency.", hint)


def language(written: str) -> str | Unfit:
    """The code of a language that letters can be in, also as it is written in a country."""
    tag = written.replace("_", "-")
    if _fits_one(tag, _languages()):
        return tag
    names = {Locale("en").languages[code]: code for code in PHRASES}
    code = _meant(written, names) or _meant(tag.partition("-")[0], {each: each for each in PHRASES})
    hint = f"Did you mean {quoted(code)}?" if code else nearest(written, PHRASES)
    return Unfit(f"{quoted(written)} is not a language that letters can be in.", hint)


_A_TAG: Final = re.compile(r"[\w*?-]+")


def tag(written: str) -> str | Unfit:
    """A word of a note, with or without the # that it has there."""
    word = written.removeprefix("#")
    if _A_TAG.fullmatch(word) and not word[0].isdigit() and word[0] != "-":
        return word
    first = re.search(r"[^\W\d][\w-]*", word)
    hint = f"Write {quoted(first[0] if first else 'retail')}, say."
    return Unfit(f"{quoted(written)} is no tag: a tag is one word, and begins with a letter.", hint)


def _fits_one(written: str, values: Iterable[str]) -> bool:
    like = pattern_of(written)
    return any(like.fullmatch(value) for value in values)


def _meant(written: str, names: Mapping[str, str]) -> str | None:
    """The value of the name that it is spelt like."""
    folded = {name.casefold(): value for name, value in names.items()}
    close = get_close_matches(written.casefold(), folded, n=1, cutoff=0.75)
    return folded[close[0]] if close else None


@cache
def _countries() -> Mapping[str, str]:
    """English name -> code."""
    territories = Locale("en").territories.items()
    return {n: c for c, n in territories if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRIES}


@cache
def _currencies() -> Mapping[str, str]:
    """English name -> code."""
    return {name: code for code, name in Locale("en").currencies.items() if code in _USUAL}


@cache
def _languages() -> frozenset[str]:
    tags = (each.replace("_", "-") for each in locale_identifiers())
    return frozenset(tag for tag in tags if tag.partition("-")[0] in PHRASES)
