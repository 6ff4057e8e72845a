"""Reads `company`: who writes, from which time zone, on which days, at which hours."""

import re
from datetime import time
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import holidays
from holidays.registry import COUNTRIES

from rules.book.contacts_section import language
from rules.book.fields import (
    Fields,
    Problems,
    days,
    listing,
    mailbox,
    nearest,
    one_of,
    text,
)
from rules.book.paying_section import host, look, way
from rules.book.words import titles
from rules.book.yaml_nodes import Written
from rules.problems import quoted
from rules.rulebook import CompanyRules

KEYS: Final = (
    "timezone",
    "holidays",
    "send",
    "from",
    "senior",
    "pay_by",
    "sends_invoices",
    "payments_within",
    "terms",
    "language",
    "titles",
    "look",
    "pay_hosts",
)
SEND_KEYS: Final = ("on", "between")
_LEDGER: Final = "ledger"
"""For time zone and holidays: whatever the ledger says."""


def company(node: Written, problems: Problems) -> CompanyRules | None:
    """Read the section; who sends is asked for elsewhere, because a base names nobody."""
    fields = Fields.of(node, "company", KEYS, problems=problems)
    if fields is None:
        return None
    blank = CompanyRules()
    sending = fields.maybe("send", _send)
    return CompanyRules(
        timezone=fields.maybe("timezone", _timezone),
        holidays=fields.maybe("holidays", _holidays),
        send_on=sending[0] if sending else blank.send_on,
        send_from=sending[1][0] if sending else blank.send_from,
        send_until=sending[1][1] if sending else blank.send_until,
        sender=fields.maybe("from", mailbox),
        senior=fields.maybe("senior", mailbox),
        pay_by=fields.many("pay_by", way),
        sends_invoices=fields.take("sends_invoices", _sends_invoices, "ledger"),
        payments_within=fields.maybe("payments_within", days),
        terms=fields.many("terms", days),
        language=fields.take("language", language, blank.language),
        titles=fields.take("titles", titles, {}),
        look=fields.take("look", look, blank.look),
        pay_hosts=fields.many("pay_hosts", host),
        at=fields.place,
    )


SENDS_INVOICES: Final = {"ledger": "ledger", "itself": "itself"}
_sends_invoices = one_of(SENDS_INVOICES, "a way to send invoices")


def _timezone(node: Written, problems: Problems) -> str | None:
    written = text(node, problems)
    if written is None or written == _LEDGER:
        return None
    try:
        ZoneInfo(written)
    except (ValueError, OSError, LookupError):
        hint = nearest(written, sorted(available_timezones())) or 'Write "Pacific/Auckland", say.'
        problems.add(node.place, f"{quoted(written)} is not a time zone.", hint)
        return None
    return written


def _holidays(node: Written, problems: Problems) -> str | None:
    written = text(node, problems)
    if written is None or written == _LEDGER:
        return None
    country, _, region = written.partition("-")
    known = {entry[1] for entry in COUNTRIES.values()}
    if country not in known:
        says = f"{quoted(written)} is not a country whose holidays are known."
        hint = nearest(country, sorted(known)) or 'Write its two letters, such as "NZ".'
        problems.add(node.place, says, hint)
        return None
    if not region:
        return written
    regions = holidays.country_holidays(country).subdivisions
    if region not in regions:
        says = f"{quoted(region)} is not a region of {country} whose holidays are known."
        problems.add(node.place, says, nearest(region, regions) or _regions(country, regions))
        return None
    return written


def _regions(country: str, regions: tuple[str, ...]) -> str:
    if not regions:
        return f'{country} has none: write "{country}".'
    return f"Known are {', '.join(regions)}."


_Window = tuple[time, time]

WEEKDAYS: Final = {
    word: number
    for number, day in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    for word in (day[:3], day)
}


def _send(node: Written, problems: Problems) -> tuple[frozenset[int], _Window] | None:
    fields = Fields.of(node, "send", SEND_KEYS, problems=problems)
    if fields is None:
        return None
    blank = CompanyRules()
    on = fields.maybe("on", listing(one_of(WEEKDAYS, "a day of the week")))
    if on == ():
        problems.add(fields.place, "No day to send on is left.", "Write for instance [mon, tue].")
    window = fields.take("between", _window, (blank.send_from, blank.send_until))
    return frozenset(on) if on else blank.send_on, window


_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})")


def _window(node: Written, problems: Problems) -> _Window | None:
    written = text(node, problems)
    if written is None:
        return None
    match = _HOURS.fullmatch(written)
    window = _hours(*map(int, match.groups())) if match else None
    if window is None:
        says = f"{quoted(written)} is not a span of hours within one day."
        problems.add(node.place, says, 'Write "09:00-16:30", say.')
    return window


def _hours(hour: int, minute: int, until_hour: int, until_minute: int) -> _Window | None:
    try:
        start, end = time(hour, minute), time(until_hour, until_minute)
    except ValueError:
        return None
    return (start, end) if start < end else None
