"""Schedule: what starts `goodterms run` by itself, as a systemd timer or a crontab line.

A missed day is caught up twice over: systemd starts a missed run as soon as the machine is up
(Persistent=true), and the next run takes the steps that fell due meanwhile, each once.
"""

import hashlib
import re
import shutil
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from connectors.errors import Misuse
from rules.calendar import Calendar
from sync.house import Opener, utc_now
from sync.store import ledger_copy
from sync.store.engine import Store
from sync.store.schema import companies
from sync.timers import DAYS, NAMED_DAYS, Installed, Job, install, own_command, shown


def plan_schedule(
    *, at: str, days: str, form: str | None, timezone: str, opens: time, closes: time
) -> tuple[Installed, str | None]:
    """What to install, and a warning or None. Raises Misuse for an unreadable time or day.

    Mails wait for the send window; a run before it opens gets a second run at its opening, so
    that nothing stays behind until the next day.
    """
    asked = _time(at)
    if asked >= closes:
        raise Misuse(
            f"{at} is after the send window closes ({closes:%H:%M}): nothing would ever be sent; "
            "choose an earlier time, or widen `between` in the rulebook."
        )
    warning = None
    if asked < opens:
        warning = (
            f"{at} is before the send window opens ({opens:%H:%M}): what is decided then waits, "
            f"and a second run at {opens:%H:%M} sends it."
        )
    return Installed(
        times=(asked, opens) if warning else (asked,),
        days=_days(days),
        timezone=timezone,
        form=form or ("systemd" if shutil.which("systemctl") else "crontab"),
    ), warning


def _time(text: str) -> time:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if found is None:
        raise Misuse(f'"{text}" is not a time of day; write it like --at 08:30.')
    return time(int(found[1]), int(found[2]))


def _days(text: str) -> tuple[int, ...]:
    names = NAMED_DAYS.get(text.strip().lower()) or tuple(
        word.strip().lower()[:3] for word in text.split(",")
    )
    unknown = [name for name in names if name not in DAYS]
    if unknown:
        raise Misuse(f'"{text}" names no days; write daily, weekdays, or mon,wed,fri.')
    return tuple(sorted({DAYS.index(name) for name in names}))


def next_run(installed: Installed, now: datetime) -> datetime:
    """When the next scheduled run starts."""
    local = now.astimezone(ZoneInfo(installed.timezone))
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        for at in installed.times:
            moment = datetime.combine(day, at, ZoneInfo(installed.timezone))
            if day.weekday() in installed.days and moment > local:
                return moment
    raise AssertionError("a schedule has at least one day in a week")


def remember(store: Store, company: str, installed: Installed) -> None:
    """Store what was put in place, for `goodterms status`."""
    with store.write() as connection:
        body = msgspec.json.encode(installed).decode()
        ledger_copy.set_state(connection, company, schedule=body)


def installed_for(store: Store, company: str) -> Installed | None:
    """What was put in place, if anything."""
    with store.read() as connection:
        body = connection.scalar(select(companies.c.schedule).where(companies.c.company == company))
    return None if body is None else msgspec.json.decode(body, type=Installed)


def schedule_runs(  # one argument an option of the command
    opener: Opener, config: Path, *, at: str, days: str, form: str | None, put: bool
) -> str:
    """Show what would run Goodterms by itself and, with `put`, put it in place."""
    company = opener.company
    calendar = Calendar.from_rules(
        opener.rulebook.company,
        company.country if company else None,
        timezone=company.timezone if company else None,
    )
    when, warning = plan_schedule(
        at=at,
        days=days,
        form=form,
        timezone=calendar.timezone,
        opens=calendar.send_from,
        closes=calendar.send_until,
    )
    folder = opener.settings.folder
    job = Job(name=_name(opener), command=own_command(config), folder=folder, when=when)
    lines = [shown(job, utc_now())]
    if warning:
        lines.append(warning)
    if put:
        install(job, utc_now(), home=Path.home())
        remember(opener.store, opener.settings.company, when)
        lines.append(f"Installed: {when.says}.")
    else:
        lines.append(f"Not installed yet: {when.says}. Add --install to put it in place.")
    return "\n".join(lines)


def _name(opener: Opener) -> str:
    company = opener.company
    words = company.name if company else opener.settings.ledger.company
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "company"
    # two companies may have one name, or names without a single letter of ours
    digest = hashlib.sha256(f"{opener.settings.company} {opener.settings.folder}".encode())
    return f"{slug}-{digest.hexdigest()[:6]}"
