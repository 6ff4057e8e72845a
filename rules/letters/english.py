"""Days, dates, amounts and lists as a letter says them: always explicit, never "net 30"."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

from rules.facts import Money

MONTH_FIRST = {"US", "PH", "PR", "GU", "AS", "VI"}
"""Territories that write December 4, 2026."""
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def plain(value: str) -> str:
    """One line of printable text: no control, private-use or direction-turning characters."""
    shown = (
        char
        for char in value
        if char.isspace()
        or (unicodedata.category(char) not in ("Cc", "Cs", "Co") and char not in BIDI_CONTROLS)
    )
    return " ".join("".join(shown).split())


def days(count: int) -> str:
    """`1 day`, `17 days`."""
    return f"{count} day" if count == 1 else f"{count} days"


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


@dataclass(frozen=True, slots=True)
class English:
    """English as it is written in one country."""

    locale: Locale

    @classmethod
    def of(cls, name: str) -> "English":
        """The English of a Babel locale; British where the locale is unknown or not English."""
        try:
            locale = Locale.parse(name.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            return cls(Locale("en", "GB"))
        return cls(locale if locale.language == "en" else Locale("en", "GB"))

    @property
    def tag(self) -> str:
        """The language tag for HTML and mail headers, such as en-NZ."""
        return f"en-{self.locale.territory}" if self.locale.territory else "en"

    def short_day(self, day: date) -> str:
        """`4 December 2026`."""
        return format_date(day, "MMMM d, y" if self._month_first else "d MMMM y", self.locale)

    def day(self, day: date) -> str:
        """`Friday 4 December 2026`."""
        pattern = "EEEE, MMMM d, y" if self._month_first else "EEEE d MMMM y"
        return format_date(day, pattern, self.locale)

    def due(self, day: date | None, *, today: date) -> str:
        """When an invoice is due, counted in days and dated: it fits after "is" and "are"."""
        if day is None:
            return "open"
        ahead = (day - today).days
        if ahead == 0:
            return f"due today, {self.day(day)}"
        if ahead == 1:
            return f"due tomorrow, on {self.day(day)}"
        if ahead > 1:
            return f"due in {days(ahead)}, on {self.day(day)}"
        return f"{days(-ahead)} overdue (it was due on {self.day(day)})"

    def due_short(self, day: date | None, *, today: date) -> str:
        """The same for a table: `4 November 2026, 17 days overdue`."""
        if day is None:
            return "no due date"
        ahead = (day - today).days
        state = {0: "today", 1: "tomorrow"}.get(ahead, f"in {days(ahead)}")
        return f"{self.short_day(day)}, {state if ahead >= 0 else f'{days(-ahead)} overdue'}"

    def money(self, amount: Decimal, currency: str) -> str:
        """`NZD 1,250.00`: with the code, because a bare $ or kr could be anybody's."""
        written = format_currency(amount, currency, format="¤¤ #,##0.00", locale=self.locale)
        return plain(written)

    def amounts(self, amounts: Iterable[Money]) -> str:
        """`NZD 115.00 and USD 20.00`."""
        return listed([self.money(money.amount, money.currency) for money in amounts])

    @property
    def _month_first(self) -> bool:
        return self.locale.territory in MONTH_FIRST
