"""What others build on: the JSON, the exit codes, and what a person says of the outbox."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.story import Story
from rules.decisions import Action
from tests.acceptance.starter import ROOT, Starter
from tests.acceptance.trial import Trial, a_trial
from tests.connectors.mail_servers import Script, mail_server
from tests.sync.office import RULEBOOK, TUESDAY, customer, invoice, story

ON = ("--on", TUESDAY.isoformat())
QUICKBOOKS = pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)


def a_mixed_company() -> Story:
    """Two to remind, one not due yet, one too small, one without an address, one paid."""
    return story(
        [customer("jo"), customer("kim"), customer("lou", email=None)],
        [
            invoice("1", "jo", overdue=6, total=Decimal("115.00")),
            invoice("2", "jo", overdue=6),
            invoice("3", "kim", overdue=6, total=Decimal("3.50")),
            invoice("4", "kim", overdue=-30),
            invoice("5", "lou", overdue=9),
        ],
    )


def one_reminder() -> Story:
    """One invoice that is due for a reminder."""
    return story([customer("jo")], [invoice("1", "jo", overdue=6)])


def check_decision(decision: dict[str, Any]) -> None:
    """The keys and types of one decision, as docs/json.md has them."""
    assert decision["decision"] in {action.value for action in Action}
    for key in ("policy", "step", "channel", "letter", "hold", "next_on"):
        assert decision[key] is None or isinstance(decision[key], str)
    assert set(decision["customer"]) == {"id", "name"}
    assert isinstance(decision["needs_approval"], bool)
    for person in (*decision["to"], *decision["cc"]):
        assert set(person) == {"name", "email"}
    for currency, amount in decision["totals"].items():
        assert re.fullmatch(r"[A-Z]{3} \d+\.\d\d", f"{currency} {amount}")
    for line in decision["invoices"]:
        assert {"id", "number", "currency", "balance", "due", "days_overdue"} <= set(line)
        assert isinstance(line["balance"], str)
        assert isinstance(line["days_overdue"], int)
        date.fromisoformat(line["due"])
    assert decision["reason"].endswith(".")
    for finding in decision["findings"]:
        assert set(finding) == {"holds", "says", "at"}
        assert isinstance(finding["holds"], bool)


def test_the_json_of_a_plan(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, a_mixed_company(), starter) as trial:
        done = trial.goodterms("plan", "--json", "--out", "plan.json", *ON)
        plan = done.json
        assert (done.code, done.err) == (0, "")
        assert (plan["company"], plan["on"]) == ("Maple Florist", "2026-11-17")
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", plan["plan"])
        for decision in plan["decisions"]:
            check_decision(decision)
        numbers = [line["number"] for each in plan["decisions"] for line in each["invoices"]]
        assert sorted(numbers) == ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5"]
        assert plan["summary"] == Counter(each["decision"] for each in plan["decisions"])
        [jo] = [each for each in plan["decisions"] if each["decision"] == "remind"]
        assert jo["to"] == [{"name": "Jo Park", "email": "jo@jo.example"}]
        assert jo["totals"] == {"NZD": "215.00"}
        written = json.loads((trial.folder / "plan.json").read_text("utf-8"))
        again = trial.goodterms("plan", "--json", "--no-pull", *ON).json
        assert plan == written == again, "the same facts make the same plan"
        assert trial.office.mails() == []


def test_the_json_of_a_run(tmp_path: Path, platform: str, starter: Starter) -> None:
    """All of the plan, and what became of it: a count and a list of each."""
    with a_trial(tmp_path, platform, a_mixed_company(), starter) as trial:
        plan = trial.goodterms("plan", "--json", *ON).json
        done = trial.run()
        assert (done.code, done.err) == (0, "")
        assert {key: done.json[key] for key in plan} == plan
        for name in ("sent", "noted", "overtaken", "unknown", "failed", "queued", "waiting"):
            assert done.json[name] == len(done.json["lists"][name])
        assert (done.json["sent"], done.json["noted"]) == (1, 2)
        [sent] = done.json["lists"]["sent"]
        [mail] = trial.office.mails()
        assert sent["message_id"] == mail["Message-ID"]
        assert sorted(each["number"] for each in sent["invoices"]) == ["INV-1", "INV-2"]
        noted = {each["invoice"]: [each["text"]] for each in done.json["lists"]["noted"]}
        assert noted == trial.office.books.notes()

        status = trial.goodterms("status", "--json")
        assert status.code == 0
        assert status.json["last_run"]["exit_code"] == 0
        assert status.json["last_run"]["report"]["sent"] == 1
        assert (status.json["needs_a_person"], status.json["next_run"]) == ([], None)


@pytest.mark.parametrize("broken", [False, True])
@QUICKBOOKS
def test_a_monitor_gets_one_line_whatever_happens(
    tmp_path: Path, platform: str, starter: Starter, broken: bool
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        if broken:
            trial.office.write_rules("rulebook: 1\nextnds: goodterms/gentle\n")
        done = trial.goodterms("run", "--line", *ON)
        assert len(done.out.splitlines()) == 1
        assert done.code == done.json["exit_code"] == (2 if broken else 0)
        assert ("error" in done.json) is broken
        if not broken:
            assert (done.json["sent"], done.json["noted"], done.json["failed"]) == (1, 1, 0)


def test_the_command_as_it_is_typed(tmp_path: Path, platform: str, starter: Starter) -> None:
    """A process of the interpreter's own, from start to end."""
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        typed = [sys.executable, "-m", "cli", "--config", str(trial.office.config), "run", "--json"]
        environment = {**os.environ, **trial.environment, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*typed, *ON], capture_output=True, text=True, env=environment, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["sent"] == 1
        assert len(trial.office.mails()) == 1


def in_the_outbox(trial: Trial, state: str) -> dict[str, Any]:
    """The one thing that waits for a person, and what a status says of it."""
    [waiting] = trial.goodterms("outbox", "list", "--json").json
    assert waiting["state"] == state
    status = trial.goodterms("status", "--json")
    assert status.code == 1
    assert [each["id"] for each in status.json["needs_a_person"]] == [waiting["id"]]
    assert isinstance(waiting, dict)
    return waiting


WITH_A_YES_AND_A_CALL = (
    RULEBOOK
    + """\
policies:
  - policy: prompt payers
    for: [new, prompt]
    steps:
      - {step: nudge, at: 3 working days after due, letter: nudge, approval: required}
      - {step: call, at: 12 days after due, channel: phone}
"""
)


@QUICKBOOKS
def test_an_approval_then_a_call(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        trial.office.write_rules(WITH_A_YES_AND_A_CALL)
        first = trial.run()
        assert (first.code, first.json["waiting"], first.json["sent"]) == (1, 1, 0)
        assert trial.run().json["sent"] == 0
        waiting = in_the_outbox(trial, "waiting")
        done = trial.goodterms("outbox", "resolve", waiting["id"], "sent")
        assert (done.code, "approve" in done.sentence) == (2, True)
        assert trial.goodterms("outbox", "resolve", waiting["id"][:8], "approve").code == 0
        sent = trial.run()
        assert (sent.code, sent.json["sent"], sent.json["noted"]) == (0, 1, 1)

        later = TUESDAY + timedelta(days=7)
        assert trial.run(later).json["waiting"] == 1
        call = in_the_outbox(trial, "waiting")
        assert (call["channel"], call["step"]) == ("phone", "call")
        assert trial.goodterms("outbox", "resolve", call["id"], "approve").code == 2
        assert (
            trial.goodterms("outbox", "resolve", call["id"], "done", "--says", "paid soon").code
            == 0
        )
        after = trial.run(later)
        assert (after.code, after.json["sent"], after.json["noted"]) == (0, 0, 1)
        assert 'Call "call" made' in after.json["lists"]["noted"][0]["text"]
        assert trial.goodterms("status").code == 0
        assert len(trial.office.mails()) == 1


@QUICKBOOKS
def test_what_waits_for_a_yes_is_paid_meanwhile(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        trial.office.write_rules(WITH_A_YES_AND_A_CALL)
        trial.run()
        waiting = in_the_outbox(trial, "waiting")
        assert trial.goodterms("outbox", "resolve", waiting["id"], "approve").code == 0
        trial.order("pay", key="1")
        assert trial.run().json["sent"] == 0
        assert trial.office.mails() == []
        assert trial.goodterms("status").code == 0


@pytest.mark.parametrize("became", ["sent", "not-sent"])
@QUICKBOOKS
def test_a_mail_of_which_nobody_knows(
    tmp_path: Path, platform: str, starter: Starter, became: str
) -> None:
    """The mail server took it and died; a person looks, and says so."""
    script = Script(dies_after_data=True)
    with (
        mail_server(script) as server,
        a_trial(
            tmp_path,
            platform,
            one_reminder(),
            starter,
            mail=f"smtp://127.0.0.1:{server.port}",
        ) as trial,
    ):
        done = trial.run()
        assert (done.code, done.json["unknown"], done.json["sent"]) == (1, 1, 0)
        assert "resolve it in the outbox" in done.sentence
        script.dies_after_data = False
        assert trial.run().json["sent"] == 0, "never twice by itself"

        unknown = in_the_outbox(trial, "unknown")
        assert trial.goodterms("outbox", "resolve", unknown["id"], became).code == 0
        after = trial.run()
        assert (after.code, after.json["noted"]) == (0, 1)
        assert after.json["sent"] == (0 if became == "sent" else 1)
        ids = {re.search(rb"(?mi)^message-id: *(\S+)", mail.content)[1] for mail in script.taken}  # type: ignore[index]
        assert len(script.taken) == len(ids) == (1 if became == "sent" else 2)
        assert trial.goodterms("outbox", "list", "--json").json == []


def test_a_schedule_is_shown_and_not_installed(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        assert trial.goodterms("pull").code == 0
        timer = trial.goodterms("schedule", "--at", "08:30", "--form", "systemd")
        assert timer.code == 0
        assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08:30:00 Pacific/Auckland" in timer.out
        assert "Persistent=true" in timer.out
        assert f"--config {trial.office.config} run --line" in timer.out
        crontab = trial.goodterms("schedule", "--at", "06:30", "--on", "daily", "--form", "crontab")
        assert len([line for line in crontab.out.splitlines() if " run --line" in line]) == 2
        assert "second run at 08:00" in crontab.out
        for shown in (timer, crontab):
            assert "Not installed yet" in shown.out
        assert trial.goodterms("status", "--json").json["schedule"] is None


def test_the_doctor_looks_at_everything(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        if platform == "quickbooks":  # which cannot tell by itself
            text = trial.office.config.read_text("utf-8")
            trial.office.config.write_text(text.replace("[mail]", "own_reminders = false\n[mail]"))
        done = trial.goodterms("doctor", "--json")
        assert done.code == 0
        assert [check["check"] for check in done.json if check["ok"]] == [
            "configuration",
            "rulebook",
            "store",
            "ledger",
            "reminders of its own",
            "mail",
            "mailbox",
        ]
        trial.office.write_rules("rulebook: 1\n")
        broken = trial.goodterms("doctor", "--json")
        assert broken.code == 2
        assert next(check["check"] for check in broken.json if not check["ok"]) == "rulebook"
        assert trial.office.mails() == []


def test_an_invoice_is_explained(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, a_mixed_company(), starter) as trial:
        assert trial.goodterms("pull").code == 0
        [small] = trial.goodterms("explain", "inv-3", "--json", *ON).json
        check_decision(small)
        assert (small["decision"], small["hold"]) == ("hold", "small balance")
        told = trial.goodterms("explain", "Kim Ltd", *ON)
        assert "INV-3" in told.out
        assert "INV-4" in told.out
        assert re.search(r"goodterms/gentle:\d+:\d+", told.out)


def test_connecting_with_a_refresh_token(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        tokens = trial.office.opener().tokens.load()
        assert tokens is not None
        assert tokens.refresh is not None
        for file in trial.folder.glob("goodterms.db*"):
            file.unlink()
        assert "`goodterms connect`" in trial.run().sentence
        done = trial.goodterms("connect", "--refresh-token-stdin", stdin=f"{tokens.refresh}\n")
        assert (done.code, done.err) == (0, "")
        assert 'Connected to "Maple Florist"' in done.out
        assert trial.run().json["sent"] == 1
        store = b"".join(file.read_bytes() for file in trial.folder.glob("goodterms.db*"))
        assert [secret for secret in trial.secrets if secret.encode() in store] == []


@pytest.mark.parametrize("platform", ["xero"], indirect=True)
def test_a_custom_connection_of_xero(tmp_path: Path, platform: str, starter: Starter) -> None:
    """It needs no browser and no refresh token: the app asks for itself."""
    with a_trial(tmp_path, platform, one_reminder(), starter) as trial:
        for file in trial.folder.glob("goodterms.db*"):
            file.unlink()
        text = trial.office.config.read_text("utf-8")
        trial.office.config.write_text(text.replace("[mail]", "custom_connection = true\n[mail]"))
        done = trial.goodterms("connect")
        assert (done.code, done.err) == (0, "")
        assert 'Connected to "Maple Florist" on Xero' in done.out
        assert trial.run().json["sent"] == 1
