"""What changes in the ledger between the plan and the delivery is seen by the re-read."""

import time
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.story import Story
from tests.acceptance.starter import Starter
from tests.acceptance.trial import Done, Trial, a_trial, is_reread, watch
from tests.sync.office import customer, invoice, story


def two_customers() -> Story:
    """Jo owes one invoice, Kim another."""
    return story(
        [customer("jo"), customer("kim")],
        [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=6)],
    )


def place_of_the_reread(folder: Path, platform: str, starter: Starter) -> int:
    """The re-read is the how manieth call of a run? A twin tells."""
    with a_trial(folder, platform, two_customers(), starter) as twin:
        places = []
        twin.office.sandbox.calls.clear()
        watch(twin).moment = lambda request, done: (
            places.append(len(twin.office.sandbox.calls) + 1)
            if is_reread(request) and not done
            else None
        )
        assert twin.run().json["sent"] == 2
        return places[0]


def run_while(trial: Trial, place: int, order: str, **body: object) -> Done:
    """Run; once the run has asked for its re-read, which is slow today, something happens."""
    trial.order("trouble", what="slow", nth=place, delay=1.5)
    running = trial.start_run()
    while trial.order("trouble")["pending"]:
        time.sleep(0.01)  # the only sign that the call has come in
    trial.order(order, **body)
    return running.wait()


@pytest.mark.parametrize(
    ("order", "body", "says"),
    [
        ("pay", {"key": "1"}, "INV-1 is paid now"),
        ("void", {"key": "1"}, "INV-1 is voided now"),
        ("delete", {"key": "1"}, "INV-1 is"),  # deleted, or in the ledger no more
    ],
)
def test_what_is_settled_meanwhile_gets_no_mail(
    tmp_path: Path, platform: str, starter: Starter, order: str, body: dict[str, Any], says: str
) -> None:
    place = place_of_the_reread(tmp_path / "twin", platform, starter)
    with a_trial(tmp_path / "shop", platform, two_customers(), starter) as trial:
        done = run_while(trial, place, order, **body)

        assert done.code == 0
        assert (done.json["overtaken"], done.json["sent"], done.json["noted"]) == (1, 1, 1)
        [overtaken] = done.json["lists"]["overtaken"]
        assert overtaken["customer"]["name"] == "Jo Ltd"
        assert overtaken["says"].startswith(says)
        assert [str(mail["To"]) for mail in trial.office.mails()] == ["Kim Park <kim@kim.example>"]
        assert list(trial.office.books.notes()) == [trial.office.books.id_of("2")]
        assert trial.run().json["sent"] == 0


def test_a_part_payment_meanwhile_changes_the_amount_in_the_mail(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    place = place_of_the_reread(tmp_path / "twin", platform, starter)
    with a_trial(tmp_path / "shop", platform, two_customers(), starter) as trial:
        done = run_while(trial, place, "pay", key="1", amount="60.00")

        [overtaken] = done.json["lists"]["overtaken"]
        assert overtaken["says"] == "INV-1 has a balance of NZD 40.00 now"
        assert (done.json["sent"], done.json["noted"]) == (2, 2)
        [jo] = [mail for mail in trial.office.mails() if "jo@" in str(mail["To"])]
        body = jo.get_body(("plain",))
        assert body is not None
        words = " ".join(body.get_content().split())
        assert "NZD 40.00" in words
        assert "left of NZD 100.00" in words


def test_a_ledger_that_goes_away_before_the_re_read_keeps_the_mails_back(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """Nothing is sent unseen; the report says what waits, and why."""
    place = place_of_the_reread(tmp_path / "twin", platform, starter)
    with a_trial(tmp_path / "shop", platform, two_customers(), starter) as trial:
        trial.order("trouble", what="day-limit", nth=place, times=None)
        done = trial.run()
        assert (done.code, done.json["sent"], done.json["queued"]) == (3, 0, 2)
        assert "takes no more calls" in done.sentence
        assert trial.office.mails() == []

        trial.office.sandbox.trouble.clear()
        done = trial.run()
        assert (done.code, done.json["sent"], done.json["noted"]) == (0, 2, 2)
