"""Xero's two ways to write a date, read into one.

`DateString` is a calendar day of the organisation, written as a naive ISO time.
`/Date(1539993600000+0000)/` counts milliseconds since 1970; for a calendar day it is midnight UTC
of that day, whatever offset is written behind it, so the UTC day is the day (accounting-apis A4,
rule 9). Ticks may be negative or 0.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_TICKS = re.compile(r"\\?/Date\((-?\d+)(?:[+-]\d{4})?\)\\?/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def instant(text: str) -> datetime:
    """Read a moment, aware and in UTC. Raises ValueError when `text` is neither form."""
    ticks = _TICKS.fullmatch(text)
    try:
        if ticks is not None:
            return _EPOCH + int(ticks[1]) * _MILLISECOND
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(f"{text} is outside the calendar") from None


# The same few hundred days come again on thousands of records.
@lru_cache(maxsize=4096)
def day(twin: str | None, ticks: str | None) -> date | None:
    """Read a calendar day from the ISO twin, or from the ticks when it is absent.

    Raises ValueError when what is there is neither form.
    """
    if twin:
        return datetime.fromisoformat(twin).date()
    if not ticks:
        return None
    return instant(ticks).date() if "(" in ticks else datetime.fromisoformat(ticks).date()


def modified_since(moment: datetime) -> str:
    """Write a moment as Xero's `If-Modified-Since` wants it: UTC, to the second, no zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
