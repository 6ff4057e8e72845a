"""`goodterms rules simulate`: contacts that would have been, counted; nothing sent."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from cli import goodterms
from connectors.errors import Misuse
from connectors.sandbox.story import StoryPayment
from rules.facts import Applied, Invoice, InvoiceStatus, Money
from rules.rulebook import Channel, Limits
from sync.run import pull_now
from tests.rules.builders import day, invoice, payment, rulebook, step
from tests.sync.office import TUESDAY, Office, an_office, customer, story
from tests.sync.office import invoice as told_invoice
from tests.workbench.ledgers import ledger
from workbench.replay.replay import Period
from workbench.simulation import Simulation, simulate, simulation_csv, simulation_json

YEAR = Period(start=day(-120), end=day(0))


def paid(key: str, *, overdue: int, on: date, customer: str = "acme") -> Invoice:
    """An invoice that was paid on the day."""
    owed = invoice(key, overdue=overdue, customer=customer, paid_on=on, status=InvoiceStatus.PAID)
    return replace(owed, balance=Money(Decimal(0), "NZD"))


def made(*invoices: Invoice, **more: object) -> Simulation:
    """NUDGE three days, CALL ten days after the due date, LAST after 200 days."""
    steps = (step("nudge", 3), step("call", 10, channel=Channel.PHONE), step("last", 200))
    rules = rulebook(*steps, **more)  # type: ignore[arg-type]
    return simulate(rules, ledger(*invoices), YEAR, file="rules.yaml")


def test_contacts_are_counted_by_month_customer_step_and_channel() -> None:
    # due on Wednesday 14 October: the nudge comes on Monday 19, the call on Monday 26
    tallies = made(invoice(overdue=40)).tallies
    assert tallies.contacts == 2
    assert dict(tallies.months) == {
        "2026-07": 0,
        "2026-08": 0,
        "2026-09": 0,
        "2026-10": 2,
        "2026-11": 0,
    }
    assert dict(tallies.customers) == {"acme": 2}
    assert tallies.steps["everyone", "nudge"] == 1
    assert dict(tallies.channels) == {"email": 1, "phone": 1}
    assert dict(tallies.calls) == {date(2026, 10, 26): 1}
    assert tallies.never_reached == (("everyone", "last"),)


@pytest.mark.parametrize(("days_after", "soon"), [(1, 1), (5, 1), (6, 0)])
def test_a_contact_shortly_before_a_payment_is_told_apart(days_after: int, soon: int) -> None:
    nudged = date(2026, 10, 19)
    simulation = made(paid("INV-1", overdue=40, on=nudged + timedelta(days=days_after)))
    assert len(simulation.tallies.before_payment) == soon


def test_a_payment_in_part_counts_as_a_payment() -> None:
    part = Applied(invoice().id, Decimal("60.00"))
    owed = replace(invoice(overdue=40), balance=Money(Decimal("55.00"), "NZD"))
    books = ledger(owed, payments=(replace(payment(date(2026, 10, 20)), applied=(part,)),))
    simulation = simulate(rulebook(step("nudge", 3)), books, YEAR, file="rules.yaml")
    assert [contact.on for contact in simulation.tallies.before_payment] == [date(2026, 10, 19)]


def test_prompt_payers_who_were_reminded_are_named_from_what_was_known_then() -> None:
    history = [paid(f"OLD-{n}", overdue=90 + n, on=day(-92 - n)) for n in range(3)]
    assert [c.decision.step for c in made(*history, invoice(overdue=40)).tallies.prompt] == [
        "nudge",
        "call",
    ]
    later = [paid(f"NEW-{n}", overdue=12, on=day(-13)) for n in range(3)]
    assert made(*later, invoice(overdue=40)).tallies.prompt == ()


def test_customers_whose_step_waited_for_the_limits_are_named() -> None:
    both = (invoice("INV-1", overdue=40), invoice("INV-2", overdue=37))
    tallies = made(*both, limits=Limits(gap_days=6)).tallies
    assert dict(tallies.held_back) == {"acme": ("heard from us lately",)}
    assert dict(tallies.over) == {}


def test_calls_and_offers_can_be_taken_to_be_never_made() -> None:
    steps = (step("nudge", 3), step("call", 10, channel=Channel.PHONE), step("after", 17))
    books = ledger(invoice(overdue=40))
    found = {
        acts: [
            contact.decision.step
            for contact in simulate(
                rulebook(*steps), books, replace(YEAR, acts=acts), file="rules.yaml"
            ).replayed.contacts
        ]
        for acts in (True, False)
    }
    assert found == {True: ["nudge", "call", "after"], False: ["nudge", "call"]}


def test_what_history_cannot_tell_is_said_with_figures() -> None:
    voided = replace(invoice("INV-2"), status=InvoiceStatus.VOIDED)
    credited = replace(invoice("INV-3"), balance=Money(Decimal("15.00"), "NZD"))
    said = " ".join(made(invoice(), voided, credited).not_known)
    assert "Voided or deleted since, on a day that is not told, and left out: 1 invoice." in said
    assert "Reduced by credit on a day that is not told" in said
    assert "older debts enter as a backlog" in said


def test_days_that_do_not_follow_one_another_are_refused() -> None:
    with pytest.raises(Misuse, match="give --from the earlier day"):
        simulate(rulebook(), ledger(invoice()), Period(start=day(1), end=day(0)), file="r")


def test_a_name_that_begins_like_a_formula_is_no_formula_in_the_csv() -> None:
    simulation = made(invoice(overdue=40))
    first, *rest = simulation.replayed.contacts
    evil = replace(first, decision=structs.replace(first.decision, customer_name="=HYPERLINK(1)"))
    simulation = replace(simulation, replayed=replace(simulation.replayed, contacts=(evil, *rest)))
    rows = list(csv.DictReader(io.StringIO(simulation_csv(simulation))))
    assert rows[0]["customer"] == "'=HYPERLINK(1)"
    assert [row["step"] for row in rows] == ["nudge", "call"]
    assert rows[1]["totals"] == "NZD 115.00"


def test_machines_get_every_contact_and_the_same_figures() -> None:
    told = simulation_json(made(invoice(overdue=40)))
    assert json.loads(json.dumps(told)) == told
    assert [(each["on"], each["step"]) for each in told["made"]] == [
        ("2026-10-19", "nudge"),
        ("2026-10-26", "call"),
    ]
    assert told["contacts"] == 2
    assert "nothing of money" in told["says"]


@contextmanager
def a_shop(folder: Path, platform: str) -> Iterator[Office]:
    """One customer who paid 9 days late, and one who owes for 40 days."""
    late = told_invoice("1", "acme", overdue=60)
    told = story(
        [customer("acme"), customer("beta")],
        [late, told_invoice("2", "beta", overdue=40)],
        [
            StoryPayment(
                key="p1",
                customer="acme",
                on=TUESDAY - timedelta(days=51),
                amount=late.total,
                applied=((late.key, late.total),),
            )
        ],
    )
    with an_office(folder, platform, told) as office:
        house = office.opener().house(as_of=TUESDAY)
        pull_now(house)
        yield office


def typed(office: Office, *words: str) -> Result:
    """Typed in the office."""
    return CliRunner().invoke(
        goodterms, ["--config", str(office.config), "rules", *words], catch_exceptions=False
    )


@pytest.mark.parametrize("platform", ["xero", "quickbooks"])
def test_the_history_of_a_ledger_is_replayed(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        shown = typed(office, "simulate", "--csv", str(tmp_path / "contacts.csv"))
        assert "It says nothing of money" in shown.stdout
        assert "What this history cannot tell" in shown.stdout
        told = json.loads(typed(office, "simulate", "--json").stdout)
        assert told["to"] == TUESDAY.isoformat()
        names = [customer["name"] for customer in told["customers"]]
        assert names[0] == "Beta Ltd"
        acme = [c["step"] for c in told["made"] if c["customer"]["name"] == "Acme Ltd"]
        assert acme == ["heads-up", "nudge"]
        rows = csv.DictReader(io.StringIO((tmp_path / "contacts.csv").read_text("utf-8")))
        assert len(list(rows)) == told["contacts"]
        assert office.mails() == []
        assert office.notes() == []


def test_a_period_to_come_has_no_history_and_is_told_what_looks_ahead(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        with pytest.raises(Misuse) as refused:
            typed(office, "simulate", "--from", "2027-01-01", "--to", "2027-03-01")
        assert str(refused.value) == (
            'There is no history to replay from "2027-01-01" on: the ledger was last pulled on '
            "2026-11-17; to look ahead use `goodterms explain CUSTOMER` or "
            "`goodterms plan --on 2027-01-01`."
        )


def test_days_to_come_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        told = json.loads(typed(office, "simulate", "--to", "2027-03-01", "--json").stdout)
        assert told["to"] == TUESDAY.isoformat()
        assert told["made"] == json.loads(typed(office, "simulate", "--json").stdout)["made"]
        assert told["not_known"][0] == (
            "Replayed up to Tue 17 November 2026, the day of the last pull, not to "
            "Mon 1 March 2027: of days to come there is no history."
        )


def test_an_unfinished_rulebook_is_refused_with_its_mistakes(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        office.write_rules("rulebook: 1\nextends: goodterms/gentel\n")
        with pytest.raises(Misuse, match="goodterms/gentle"):
            typed(office, "simulate")


def test_whoever_looks_on_sees_how_far_it_is(tmp_path: Path) -> None:
    """On a terminal, on standard error: what is printed stays as it is."""
    screen, theirs = pty.openpty()
    with a_shop(tmp_path, "xero") as office:
        command = [sys.executable, "-m", "cli", "--config", str(office.config)]
        command += ["rules", "simulate", "--from", "2026-09-01", "--to", "2026-11-17"]
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True)
    assert b"replaying November 2026" in os.read(screen, 100_000)
    assert b"replaying" not in ran.stdout
