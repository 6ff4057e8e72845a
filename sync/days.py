"""Which day it is at a company, and days that somebody names who tells what has happened."""

from datetime import date
from zoneinfo import ZoneInfo

from connectors.errors import Misuse
from rules import wording
from sync.house import Opener, utc_now
from sync.runs import last_runs


def today_of(opener: Opener) -> date:
    """The day at the company; in a trial that of its last run, where that is later."""
    company, now = opener.company, utc_now()
    zone = company.timezone if company else None
    today = (now.astimezone(ZoneInfo(zone)) if zone else now).date()
    if not opener.is_trial:
        return today
    runs = last_runs(opener.store, opener.settings.company)
    return max([today, *(run.decided_on for run in runs if run.decided_on)])


def refuse_to_come(opener: Opener, on: date | None) -> None:
    """Raise Misuse for a day to come: only what has happened is told."""
    today = today_of(opener)
    if on is not None and on > today:
        raise Misuse(
            f"{on} is still to come: --on takes today, {wording.day(today)}, or a day before it."
        )
