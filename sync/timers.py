"""Timers: a schedule as systemd units or crontab lines, and how they are put in place."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.errors import NeedsPerson

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMED_DAYS = {"daily": DAYS, "weekdays": DAYS[:5]}
SECRETS = "goodterms.env"
"""A file beside the configuration, for secrets that a terminal's environment would hold."""

Runner = Callable[[Sequence[str], str | None], str]
"""Runs a command with a text on its standard input; returns what it printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What is in place: the times of day, on which weekdays, in the company's time zone."""

    times: tuple[time, ...]
    days: tuple[int, ...]
    timezone: str
    form: str
    """systemd or crontab."""

    @property
    def says(self) -> str:
        """In words: `mon-fri at 08:30 (Pacific/Auckland), by systemd`."""
        at = " and ".join(f"{each:%H:%M}" for each in self.times)
        return f"{_days_words(self.days)} at {at} ({self.timezone}), by {self.form}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One company's scheduled run."""

    name: str
    """Goes into file names: letters, digits, dashes."""
    command: tuple[str, ...]
    folder: Path
    when: Installed


def _days_words(days: tuple[int, ...]) -> str:
    for word, named in NAMED_DAYS.items():
        if len(days) == len(named) and all(DAYS[day] in named for day in days):
            return word
    return ",".join(DAYS[day] for day in days)


def systemd_units(job: Job) -> dict[str, str]:
    """File name -> text of the service and the timer."""
    command = " ".join(_systemd_quoted(word) for word in job.command)
    days = ",".join(DAYS[day].capitalize() for day in job.when.days)
    times = "\n".join(
        f"OnCalendar={days} *-*-* {at:%H:%M}:00 {job.when.timezone}" for at in job.when.times
    )
    service = (
        f"[Unit]\nDescription=Goodterms run for {job.name}\nWants=network-online.target\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={_systemd_path(job.folder)}\n"
        f"EnvironmentFile=-{_systemd_path(job.folder / SECRETS)}\nExecStart={command}\n"
    )
    timer = (
        f"[Unit]\nDescription=Goodterms timetable for {job.name}\n\n"
        f"[Timer]\n{times}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )
    return {f"goodterms-{job.name}.service": service, f"goodterms-{job.name}.timer": timer}


def _systemd_path(path: Path) -> str:
    # a path setting takes the whole line as it is: quotes would be part of the name
    return str(path).replace("%", "%%")


def _systemd_quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if re.search(r"[\s\"']", word) else escaped


def crontab_lines(job: Job, now: datetime) -> list[str]:
    """The lines for a crontab, in the machine's own time zone, each marked as ours."""
    log = job.folder / "goodterms-runs.jsonl"
    quoted = " ".join(_shell_quoted(word) for word in job.command)
    secrets = f"set -a; [ ! -f {SECRETS} ] || . ./{SECRETS}; set +a"
    folder = _shell_quoted(str(job.folder))
    command = f"cd {folder} && {secrets}; {quoted} >> {_shell_quoted(str(log))}"
    lines = []
    for at in job.when.times:
        local = datetime.combine(now.date(), at, ZoneInfo(job.when.timezone)).astimezone()
        shift = (local.date() - now.date()).days
        days = ",".join(str((day + 1 + shift) % 7) for day in job.when.days)
        escaped = command.replace("%", "\\%")
        lines.append(f"{local.minute} {local.hour} * * {days} {escaped} {_marker(job)}")
    return lines


def _shell_quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w./=:@-]+", word) else "'" + word.replace("'", "'\\''") + "'"


def _marker(job: Job) -> str:
    return f"# goodterms-{job.name}"


def merged_crontab(existing: str, job: Job, now: datetime) -> str:
    """The crontab with our lines in it, and our earlier ones out."""
    kept = [line for line in existing.splitlines() if not line.endswith(_marker(job))]
    return "\n".join([*kept, *crontab_lines(job, now)]) + "\n"


def run_command(command: Sequence[str], given: str | None) -> str:
    """Run a command of the system. Raises NeedsPerson with what it said."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, no shell
            command, input=given, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NeedsPerson(
            f'"{command[0]}" cannot be run ({error}); put the lines shown in place by hand.'
        ) from None
    if done.returncode != 0:
        says = done.stderr.strip() or f"exit code {done.returncode}"
        raise NeedsPerson(
            f'"{" ".join(command)}" failed: {says}; put the lines shown in place by hand.'
        )
    return done.stdout


def install(job: Job, now: datetime, *, home: Path, runner: Runner = run_command) -> None:
    """Put the schedule in place for the current user."""
    if job.when.form == "crontab":
        try:
            existing = runner(["crontab", "-l"], None)
        except NeedsPerson as refused:
            if "no crontab" not in str(refused):
                raise
            existing = ""
        runner(["crontab", "-"], merged_crontab(existing, job, now))
        return
    units = home / ".config" / "systemd" / "user"
    units.mkdir(parents=True, exist_ok=True)
    for name, text in systemd_units(job).items():
        (units / name).write_text(text, encoding="utf-8")
    runner(["systemctl", "--user", "daemon-reload"], None)
    runner(["systemctl", "--user", "enable", "--now", f"goodterms-{job.name}.timer"], None)


def shown(job: Job, now: datetime) -> str:
    """What would be put in place, to be read first."""
    if job.when.form == "crontab":
        return "\n".join(crontab_lines(job, now))
    return "\n".join(f"# {name}\n{text}" for name, text in systemd_units(job).items())


def own_command(config: Path) -> tuple[str, ...]:
    """How this very installation is started, with absolute paths."""
    script = Path(sys.argv[0]).resolve()
    begin = (str(script),) if script.name == "goodterms" else (sys.executable, "-m", "cli")
    return (*begin, "--config", str(config.resolve()), "run", "--line")
