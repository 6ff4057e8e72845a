"""The demo's story on both platforms: last week, since then, today; and a second run of it."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from connectors.sandbox.companies import week
from reports.demo import show_demo
from sync.demo import Shown, run_demo
from sync.store.outbox_rows import State


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def shown(folder: Path) -> tuple[Shown, ...]:
    return run_demo(folder)


def written(shown: Shown) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=default) for path in shown.mails]


def heard(shown: Shown, name: str) -> list[tuple[str, str | None]]:
    """What the customer hears today: the step, and to whom."""
    plan = shown.report.plan
    return [
        (decision.step or "", decision.to[0].email)
        for decision in plan.contacts
        if decision.customer_name == name
    ]


def test_each_customer_hears_today_what_the_week_calls_for(shown: tuple[Shown, ...]) -> None:
    steps = {
        week.PAYS_ON_TIME: "thanks",
        week.KEEPS_PROMISE: "thanks-promise",
        week.PAYS_A_PART: "thanks-part",
        week.BREAKS_PROMISE: "promise",
        week.MISSES_A_PART: "instalment",
        week.VAGUE: "nudge",
    }
    for company in shown:
        assert {name: [step for step, _ in heard(company, name)] for name in steps} == {
            name: [step] for name, step in steps.items()
        }, company.title


def test_whose_address_came_back_is_spoken_of_to_the_next_person(shown: tuple[Shown, ...]) -> None:
    for company in shown:
        assert heard(company, week.MOVED) == [("nudge", "noor.haddad@quillfeather.example")]


def test_a_shared_mailbox_is_written_to_and_asked_about(shown: tuple[Shown, ...]) -> None:
    for company in shown:
        assert "ask who pays at Rosewood Theatre" in [t.words for t in company.report.tasks]
        assert "Old Mill Antiques" in [each.name for each in company.unreachable]


def test_two_departments_get_a_mail_each(shown: tuple[Shown, ...]) -> None:
    for company in shown:
        people = {to for _, to in heard(company, "Acme Holdings")}
        assert len(people) == 2
        assert "jo.park@acme.example" in people


def test_the_account_in_a_mail_is_that_of_its_currency(shown: tuple[Shown, ...]) -> None:
    for company in shown:
        for mail in written(company):
            body = mail.get_body(("plain",))
            text = body.get_content() if body else ""
            abroad = "vandijkbloemen" in str(mail["To"])
            if "Bank transfer" in text:
                assert ("DE89" in text) is abroad, mail["To"]


def test_a_second_run_says_nothing_again(folder: Path, shown: tuple[Shown, ...]) -> None:
    again = run_demo(folder)

    for first, second in zip(shown, again, strict=True):
        assert second.report.of(State.SENT) == ()
        assert second.mails == first.mails
        assert second.notes == first.notes
        assert len(second.notes) == second.notes_written > 0


def test_that_calls_wait_for_a_person_is_the_story_and_no_failure(
    shown: tuple[Shown, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 in {company.report.exit_code for company in shown}
    assert show_demo(shown) == 0
    assert "One of the letters" in capsys.readouterr().out
