"""Mails that a server puts off, or takes for some of its people only."""

from datetime import timedelta
from pathlib import Path

from sync.report import RunReport
from sync.store.outbox_rows import State
from tests.connectors.mail_servers import Script, mail_server
from tests.sync.office import RULEBOOK, TUESDAY, an_office, customer, invoice, story

ONE = ([customer("jo")], [invoice("1", "jo", overdue=6)])
LATER = "451 4.7.1 greylisted, try again later"


def test_a_mail_that_is_put_off_is_tried_again_and_given_up_in_the_end(
    tmp_path: Path, platform: str
) -> None:
    """At the next run, then after an hour, four hours, a day; for five days."""
    server = Script(recipients={"jo@jo.example": LATER})
    with (
        mail_server(server) as running,
        an_office(
            tmp_path, platform, story(*ONE), mail=f"smtp://127.0.0.1:{running.port}"
        ) as office,
    ):

        def tried(day: int) -> RunReport:
            before = server.sessions
            report = office.run(TUESDAY + timedelta(days=day))
            asked.append(server.sessions > before)
            return report

        asked: list[bool] = []
        first = tried(0)
        [deferred] = first.of(State.QUEUED)
        assert first.exit_code == 3
        assert deferred.json["delivery"] == "deferred"
        tried(0)
        tried(0)  # within the hour
        assert asked == [True, True, False]

        tried(1)
        last = tried(6)
        [failed] = last.of(State.FAILED)
        assert "put off for 5 days" in (failed.says or "")
        assert [task.words for task in last.tasks] == [
            "find out why jo@jo.example of Jo Ltd takes no mail"
        ]


def test_a_mail_that_is_taken_at_last_leaves_nothing_behind(tmp_path: Path, platform: str) -> None:
    server = Script(recipients={"jo@jo.example": LATER})
    with (
        mail_server(server) as running,
        an_office(
            tmp_path, platform, story(*ONE), mail=f"smtp://127.0.0.1:{running.port}"
        ) as office,
    ):
        office.run()
        server.recipients.clear()
        report = office.run()

        assert len(server.taken) == 1
        assert (report.exit_code, report.tasks) == (0, ())


def test_whoever_the_server_does_not_know_is_asked_about(tmp_path: Path, platform: str) -> None:
    """Kim, in copy, is unknown there; Jo got the mail."""
    server = Script(recipients={"kim@jo.example": "550 5.1.1 no such user"})
    rules = RULEBOOK + (
        "contacts:\n  people:\n    - {person: Kim Lee <kim@jo.example>, of: Jo Ltd, role: owner}\n"
        "policies:\n  - policy: prompt payers\n    for: [new, prompt]\n    steps:\n"
        "      - {step: nudge, at: 3 days after due, letter: nudge, cc: [owner]}\n"
    )
    with (
        mail_server(server) as running,
        an_office(
            tmp_path, platform, story(*ONE), mail=f"smtp://127.0.0.1:{running.port}"
        ) as office,
    ):
        office.write_rules(rules)
        report = office.run()

        [sent] = report.of(State.SENT)
        assert sent.json["delivery"] == "refused"
        assert [task.words for task in report.tasks] == ["ask Jo Ltd for an address"]
