"""Two runs of one company at once: one works, the other says who is at it, and leaves."""

import threading
from pathlib import Path

import pytest
from werkzeug.wrappers import Request

from connectors.sandbox.story import Story
from tests.acceptance.starter import Starter
from tests.acceptance.trial import Trial, a_trial, is_reread, watch
from tests.sync.office import TUESDAY, customer, invoice, story


def one_reminder() -> Story:
    """One invoice that is due for a reminder."""
    return story([customer("jo")], [invoice("1", "jo", overdue=6)])


class Pause:
    """Holds the first re-read until it is told to go on."""

    def __init__(self, trial: Trial) -> None:
        self.reached, self.over = threading.Event(), threading.Event()
        watch(trial).moment = self._wait

    def _wait(self, request: Request, done: bool) -> None:
        if is_reread(request) and not done:
            self.reached.set()
            assert self.over.wait(30)


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_the_second_run_says_who_holds_the_lock(
    tmp_path: Path, platform: str, store_url: str, starter: Starter
) -> None:
    """So do `pull` and `plan`, which pull; what only looks goes on working."""
    with a_trial(tmp_path, platform, one_reminder(), starter, store_url=store_url) as trial:
        pause = Pause(trial)
        first = trial.start_run()
        assert pause.reached.wait(30)

        for typed in (
            ("run", "--json", "--on", TUESDAY.isoformat()),
            ("run", "--line", "--on", TUESDAY.isoformat()),
            ("pull", "--json"),
            ("plan", "--json", "--on", TUESDAY.isoformat()),
        ):
            done = trial.goodterms(*typed)
            assert done.code == 3
            assert "Another run is going on" in done.sentence
            assert f"process {first.pid}" in done.sentence
            assert "try again" in done.sentence
            assert done.json == {"error": done.sentence, "exit_code": 3}
        looking = trial.goodterms("plan", "--no-pull", "--json", "--on", TUESDAY.isoformat())
        assert looking.json["summary"] == {"hold": 1}, "what is on its way is not decided again"
        assert trial.goodterms("status").code == 0
        assert trial.goodterms("outbox", "list").code == 0

        pause.over.set()
        done = first.wait()
        assert (done.code, done.json["sent"], done.json["noted"]) == (0, 1, 1)
        assert len(trial.office.mails()) == 1


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_the_lock_dies_with_the_run_that_held_it(
    tmp_path: Path, platform: str, store_url: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter, store_url=store_url) as trial:
        pause = Pause(trial)
        first = trial.start_run()
        assert pause.reached.wait(30)
        first.kill()
        assert first.wait().code == -9
        pause.over.set()

        done = trial.run()
        assert (done.code, done.json["sent"], done.json["noted"]) == (0, 1, 1)


def test_two_companies_in_one_store_do_not_wait_for_each_other(
    tmp_path: Path, database: str, starter: Starter
) -> None:
    """The lock is the company's: a consultant's forty runs share a PostgreSQL."""
    with (
        a_trial(
            tmp_path / "a", "quickbooks", one_reminder(), starter, store_url=database
        ) as florist,
        a_trial(tmp_path / "b", "xero", one_reminder(), starter, store_url=database) as baker,
    ):
        pause = Pause(florist)
        slow = florist.start_run()
        assert pause.reached.wait(30)
        assert baker.run().json["sent"] == 1
        pause.over.set()
        assert slow.wait().json["sent"] == 1
