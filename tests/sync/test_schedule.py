"""What starts a run by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from connectors.errors import Misuse, NeedsPerson
from sync.schedule import next_run, plan_schedule
from sync.timers import Installed, Job, crontab_lines, install, merged_crontab, systemd_units

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # Friday; Saturday 01:00 in Auckland


def planned(at: str, days: str = "weekdays", form: str = "systemd") -> tuple[Installed, str | None]:
    return plan_schedule(
        at=at,
        days=days,
        form=form,
        timezone="Pacific/Auckland",
        opens=time(8, 0),
        closes=time(17, 0),
    )


def job(when: Installed, folder: str = "/srv/maple") -> Job:
    command = ("/opt/goodterms", "--config", f"{folder}/goodterms.toml", "run", "--line")
    return Job(name="maple", command=command, folder=Path(folder), when=when)


def test_a_systemd_timer_runs_in_the_company_s_time_zone_and_catches_up() -> None:
    when, warning = planned("08:30")
    units = systemd_units(job(when))

    timer = units["goodterms-maple.timer"]
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08:30:00 Pacific/Auckland" in timer
    assert "Persistent=true" in timer
    assert "ExecStart=/opt/goodterms --config" in units["goodterms-maple.service"]
    assert warning is None


def test_a_run_before_the_send_window_gets_a_second_one_at_its_opening() -> None:
    when, warning = planned("03:00")

    assert when.times == (time(3, 0), time(8, 0))
    assert "a second run at 08:00 sends it" in (warning or "")


@pytest.mark.parametrize(
    ("at", "days", "says"),
    [
        ("8.30", "weekdays", '"8.30" is not a time of day'),
        ("25:00", "weekdays", '"25:00" is not a time of day'),
        ("08:30", "workdays", '"workdays" names no days'),
        ("17:30", "weekdays", "after the send window closes"),
    ],
)
def test_what_cannot_be_scheduled_is_one_sentence(at: str, days: str, says: str) -> None:
    with pytest.raises(Misuse, match=says):
        planned(at, days)


def test_the_next_run_is_on_monday_morning() -> None:
    when, _ = planned("08:30")

    assert next_run(when, NOW).isoformat() == "2026-11-23T08:30:00+13:00"


def test_crontab_lines_replace_our_own_and_keep_those_of_others() -> None:
    when, _ = planned("08:30", "mon,fri", "crontab")
    other = "0 1 * * * backup"
    once = merged_crontab(other + "\n", job(when), NOW)

    assert merged_crontab(once, job(when), NOW) == once
    assert once.splitlines()[0] == other
    assert once.count("# goodterms-maple") == 1


def test_a_folder_with_a_blank_is_quoted() -> None:
    when, _ = planned("08:30", form="crontab")
    [line] = crontab_lines(job(when, "/srv/maple florist"), NOW)

    assert "cd '/srv/maple florist' && " in line


def test_installing_writes_the_units_and_starts_the_timer(tmp_path: Path) -> None:
    when, _ = planned("08:30")
    ran: list[Sequence[str]] = []

    def runner(command: Sequence[str], given: str | None) -> str:
        ran.append(command)
        return ""

    install(job(when), NOW, home=tmp_path, runner=runner)

    units = tmp_path / ".config" / "systemd" / "user"
    assert {"goodterms-maple.service", "goodterms-maple.timer"} == {p.name for p in units.iterdir()}
    assert ran[-1] == ["systemctl", "--user", "enable", "--now", "goodterms-maple.timer"]


def test_an_empty_crontab_is_no_mistake() -> None:
    when, _ = planned("08:30", form="crontab")
    given: list[str | None] = []

    def runner(command: Sequence[str], text: str | None) -> str:
        if list(command) == ["crontab", "-l"]:
            raise NeedsPerson('"crontab -l" failed: no crontab for ana')
        given.append(text)
        return ""

    install(job(when), NOW, home=Path("/nowhere"), runner=runner)

    assert "# goodterms-maple" in (given[0] or "")


def test_a_systemd_path_with_a_blank_stays_one_path() -> None:
    when, _ = planned("08:30")
    service = systemd_units(job(when, "/srv/a b 100%"))["goodterms-maple.service"]

    assert "WorkingDirectory=/srv/a b 100%%\n" in service
    assert "EnvironmentFile=-/srv/a b 100%%/goodterms.env\n" in service
