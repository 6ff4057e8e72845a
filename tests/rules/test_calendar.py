"""Working days, sending days, holidays and the send window."""

from datetime import UTC, date, datetime, time

import pytest

from rules.calendar import Calendar, knows_holidays
from rules.rulebook import CompanyRules

NZ = Calendar.from_rules(CompanyRules(), "NZ", timezone="Pacific/Auckland")
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "open_on"),
    [
        (FRIDAY, FRIDAY),
        # a weekend
        (date(2026, 11, 28), date(2026, 11, 30)),
        # Christmas Day is a Friday, Boxing Day is taken on the Monday
        (date(2026, 12, 25), date(2026, 12, 29)),
        # New Year's Day and the day after it, then a weekend
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 5)),
    ],
)
def test_a_step_moves_to_the_next_sending_day(day: date, open_on: date) -> None:
    assert NZ.next_open(day) == open_on


@pytest.mark.parametrize(
    ("count", "lands_on"),
    [
        (0, date(2026, 12, 24)),
        # over Christmas, the weekend and Boxing Day
        (1, date(2026, 12, 29)),
        (3, date(2026, 12, 31)),
        (-1, date(2026, 12, 23)),
        (-4, date(2026, 12, 18)),
    ],
)
def test_working_days_are_counted_past_holidays(count: int, lands_on: date) -> None:
    assert NZ.add_working_days(date(2026, 12, 24), count) == lands_on


def test_working_days_are_the_countrys_also_where_letters_go_out_on_one_day_only() -> None:
    """Three working days after Friday is Wednesday, whenever the company sends."""
    tuesdays = Calendar.from_rules(CompanyRules(send_on=frozenset({1})), None)
    assert tuesdays.add_working_days(FRIDAY, 3) == date(2026, 12, 2)
    assert tuesdays.next_open(FRIDAY) == date(2026, 12, 1)


def test_the_rulebooks_region_goes_before_the_ledgers_country() -> None:
    auckland = Calendar.from_rules(CompanyRules(holidays="NZ-AUK"), "AU")
    anniversary = date(2026, 1, 26)
    assert not auckland.is_open(anniversary)
    assert NZ.is_open(anniversary)


def test_a_country_without_known_holidays_has_none() -> None:
    nowhere = Calendar.from_rules(CompanyRules(), "ZZ")
    assert not knows_holidays("ZZ")
    assert nowhere.is_open(date(2026, 12, 25))


def test_the_weekend_is_the_countrys() -> None:
    """In Kuwait Friday and Saturday are the weekend; Sunday is a working day."""
    kuwait = Calendar.from_rules(CompanyRules(), "KW")
    assert not kuwait.is_working(FRIDAY)
    assert kuwait.is_working(date(2026, 11, 29))


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        # Auckland is 13 hours ahead in November: 08:00 there is 19:00 UTC of the day before
        (datetime(2026, 11, 26, 18, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 19, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 3, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 4, 0, tzinfo=UTC), False),
        # already Saturday there
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), False),
    ],
)
def test_the_send_window_is_in_the_companys_own_time(utc: datetime, is_open: bool) -> None:
    """Peers, complaint 20: a day off by a time zone."""
    assert NZ.window_open(utc) is is_open


def test_the_window_opens_in_the_companys_zone() -> None:
    assert NZ.opening(FRIDAY).isoformat() == "2026-11-27T08:00:00+13:00"


def test_the_rulebook_sets_zone_days_and_hours() -> None:
    rules = CompanyRules(
        timezone="Europe/Vienna",
        send_on=frozenset({5}),
        send_from=time(10),
        send_until=time(11),
    )
    calendar = Calendar.from_rules(rules, "AT", timezone="Pacific/Auckland")
    assert calendar.window_open(datetime(2026, 11, 28, 9, 30, tzinfo=UTC))
    assert not calendar.window_open(datetime(2026, 11, 27, 9, 30, tzinfo=UTC))


def test_a_calendar_that_never_opens_says_so() -> None:
    never = Calendar.from_rules(CompanyRules(send_on=frozenset()), None)
    with pytest.raises(ValueError, match=r"No letter may ever go out.*company\.send\.on"):
        never.next_open(FRIDAY)
