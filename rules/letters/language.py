"""Days, dates, amounts and lists as a letter says them: always explicit, never "net 30"."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from rules.facts import Money
from rules.letters.facts import Row
from rules.letters.phrases import ENGLISH, PHRASES, Phrases
from rules.letters.ways import Way

MONTH_FIRST = {"US", "PH", "PR", "GU", "AS", "VI"}
"""Territories that write December 4, 2026."""
NO_SHARP_S = {"CH", "LI"}
"""Territories that write German with ss throughout."""
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
NARROW = "\u202f"
"""A narrow no-break space, which many mail programs have no width for."""
BLANKS = re.compile(r"[^\S\u00a0]+")

BEFORE_ITS_OWN_SOUND: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "y": (re.compile(r"h?[ií](?![aeou])", re.IGNORECASE), "e"),
    "o": (re.compile(r"h?[oó]", re.IGNORECASE), "u"),
}
"""Spanish and, or: before which sounds they change, and into what: `tarjeta u orden permanente`."""


def plain(value: str) -> str:
    """One line of printable text: no control, private-use or direction-turning characters.

    Of blanks only the no-break space is kept: amounts have one in many countries.
    """
    shown = (
        char
        for char in value
        if char.isspace()
        or (unicodedata.category(char) not in ("Cc", "Cs", "Co") and char not in BIDI_CONTROLS)
    )
    return BLANKS.sub(" ", "".join(shown).replace(NARROW, "\u00a0")).strip()


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    sound, instead = BEFORE_ITS_OWN_SOUND.get(last, (None, last))
    joint = instead if sound and sound.match(words[-1]) else last
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def number_of(row: Row, language: "Language") -> str:
    """The invoice's number, or its day where the ledger gave it none."""
    return plain(row.number or "") or language.phrases.of_day.format(
        day=language.short_day(row.issued)
    )


def code_of(tag: str) -> str:
    """The language alone of a tag or a locale such as de-AT or en_NZ."""
    return tag.replace("_", "-").partition("-")[0].lower()


@dataclass(frozen=True, slots=True)
class Language:
    """A language as it is written in one country."""

    locale: Locale
    phrases: Phrases

    @classmethod
    def of(cls, name: str) -> "Language":
        """The language of a Babel locale; British English where it is none that is spoken here.

        Where the country is none of the language's own, as in de_NZ, the language goes alone.
        """
        code = code_of(name)
        phrases = PHRASES.get(code)
        if phrases is None:
            return cls(Locale("en", "GB"), ENGLISH)
        try:
            return cls(Locale.parse(name.replace("-", "_")), phrases)
        except (ValueError, UnknownLocaleError):
            return cls(Locale("en", "GB") if code == "en" else Locale(code), phrases)

    @property
    def tag(self) -> str:
        """The language tag for HTML and mail headers, such as en-NZ."""
        code, territory = self.locale.language, self.locale.territory
        return f"{code}-{territory}" if territory else code

    def spelt(self, words: str) -> str:
        """A letter's own words, never a name, as the country spells them."""
        swiss = self.locale.language == "de" and self.locale.territory in NO_SHARP_S
        return words.replace("ß", "ss") if swiss else words

    def short_day(self, day: date) -> str:
        """`4 December 2026`."""
        pattern = "MMMM d, y" if self._month_first else self.phrases.day
        return self._dated(day, pattern or "long")

    def day(self, day: date) -> str:
        """`Friday 4 December 2026`."""
        pattern = "EEEE, MMMM d, y" if self._month_first else self.phrases.full_day
        return self._dated(day, pattern or "full")

    def due(self, day: date | None, *, today: date) -> str:
        """When an invoice is due, counted in days and dated: it fits after "is" and "are"."""
        says = self.phrases
        if day is None:
            return says.no_day
        ahead = (day - today).days
        near = {0: says.due_today, 1: says.due_tomorrow, -1: says.overdue_one}
        phrase = near.get(ahead) or (says.due_in if ahead > 0 else says.overdue)
        return phrase.format(count=abs(ahead), day=self.day(day))

    def due_short(self, day: date | None, *, today: date) -> str:
        """The same for a table: `4 November 2026, 17 days overdue`."""
        says = self.phrases
        if day is None:
            return says.short_none
        ahead = (day - today).days
        near = {0: says.short_today, 1: says.short_tomorrow, -1: says.short_overdue_one}
        phrase = near.get(ahead) or (says.short_in if ahead > 0 else says.short_overdue)
        return f"{self.short_day(day)}, {phrase.format(count=abs(ahead))}"

    def money(self, amount: Decimal, currency: str) -> str:
        """`NZD 1,250.00`: with the code, because a bare $ or kr could be anybody's."""
        pattern = self.phrases.money
        return plain(format_currency(amount, currency, format=pattern, locale=self.locale))

    def amounts(self, amounts: Iterable[Money]) -> str:
        """`NZD 115.00 and USD 20.00`."""
        said = [self.money(money.amount, money.currency) for money in amounts]
        return listed(said, last=self.phrases.both)

    def way(self, way: Way) -> str:
        """A way to pay by its name in this language."""
        return way.said(self.locale.language, american=self._month_first)

    def _dated(self, day: date, pattern: str) -> str:
        if day.day == 1 and self.phrases.first:
            pattern = re.sub(r"\bd\b", f"d'{self.phrases.first}'", pattern)
        return format_date(day, pattern, self.locale)

    @property
    def _month_first(self) -> bool:
        return self.locale.language == "en" and self.locale.territory in MONTH_FIRST
