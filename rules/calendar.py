"""The days on which the company works, and the hours in which it writes.

A working day is neither a weekend day nor a public holiday of the country. A sending day is a
day that the rulebook sends on and that is not a public holiday.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from rules.rulebook import CompanyRules

ONE_DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})
FARTHEST = 366
"""No calendar is closed for longer than this many days on end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When a company works and writes; a pure function of the rulebook and the country."""

    timezone: str = "UTC"
    """IANA name."""
    holidays: str | None = None
    """Country, or country and region, such as NZ or NZ-AUK; None: no public holidays."""
    weekend: frozenset[int] = WEEKEND
    send_on: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Weekdays, Monday = 0."""
    send_from: time = time(8, 0)
    send_until: time = time(17, 0)
    _next: dict[date, date] = field(default_factory=dict, compare=False, repr=False)
    """The answers of `next_open` so far: it is asked about few days, very often."""

    @classmethod
    def from_rules(
        cls, rules: CompanyRules, country: str | None, *, timezone: str | None = None
    ) -> "Calendar":
        """The calendar of a company; `country` and `timezone` are what its ledger says.

        A country that the `holidays` package does not know has no public holidays here: the
        loader refuses such a name in a rulebook (see `knows_holidays`), a ledger may say any.
        """
        region = rules.holidays or country
        known = region is not None and knows_holidays(region)
        return cls(
            timezone=rules.timezone or timezone or "UTC",
            holidays=region if known else None,
            weekend=_weekend(region) if known and region else WEEKEND,
            send_on=rules.send_on,
            send_from=rules.send_from,
            send_until=rules.send_until,
        )

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        return day.weekday() not in self.weekend and not self._is_holiday(day)

    def is_open(self, day: date) -> bool:
        """Whether letters may go out on this day."""
        return day.weekday() in self.send_on and not self._is_holiday(day)

    def next_open(self, day: date) -> date:
        """This day if letters may go out on it, else the next such day."""
        found = self._next.get(day)
        if found is None:
            found = self._next[day] = self._search(day, ONE_DAY)
        return found

    def last_open(self, day: date) -> date:
        """This day if letters may go out on it, else the latest such day before it."""
        return self._search(day, -ONE_DAY)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`; before it when `n` is negative; `day` itself for 0."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def window_open(self, at: datetime) -> bool:
        """Whether letters may go out at this moment (an aware datetime of any zone)."""
        local = at.astimezone(ZoneInfo(self.timezone))
        return self.is_open(local.date()) and self.send_from <= local.time() < self.send_until

    def opening(self, day: date) -> datetime:
        """The moment at which letters may start to go out on this day, in the company's zone."""
        return datetime.combine(day, self.send_from, ZoneInfo(self.timezone))

    def _is_holiday(self, day: date) -> bool:
        return self.holidays is not None and day in _public_holidays(self.holidays, day.year)

    def _search(self, day: date, step: timedelta) -> date:
        for _ in range(FARTHEST):
            if self.is_open(day):
                return day
            day += step
        raise ValueError(
            f"No letter may ever go out: send.on names {sorted(self.send_on)} and every such day "
            "is a public holiday. Name at least one working day in company.send.on."
        )


def later(day: date, by: timedelta) -> date:
    """The day so much later, or the last that there is: people write 9999-12-31 for never."""
    return day + min(by, date.max - day)


def knows_holidays(region: str) -> bool:
    """Whether public holidays are known for this country or region, such as NZ or NZ-AUK."""
    try:
        _weekend(region)
    except NotImplementedError:
        return False
    return True


def _country(region: str, years: int | None = None) -> holidays.HolidayBase:
    country, _, subdivision = region.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None, years=years)


@lru_cache(maxsize=256)
def _weekend(region: str) -> frozenset[int]:
    return frozenset(_country(region).weekend)


@lru_cache(maxsize=1024)
def _public_holidays(region: str, year: int) -> frozenset[date]:
    return frozenset(_country(region, year))
