"""`goodterms rules record`: a live case as a test that passes as printed, and tells nobody's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from msgspec import structs

from cli import goodterms
from connectors.errors import Misuse
from rules.case import Case, MarkKind, StepState
from rules.facts import Person
from rules.golden.record import record
from tests.rules import builders
from tests.rules.rulebooks import read
from tests.rules.test_engine_properties import cases
from tests.sync.office import RULEBOOK, Office, an_office, customer, invoice, story
from workbench.golden import run_tests

PLATFORMS = ("xero", "quickbooks")
ON = ("--on", "2026-11-17")


@contextmanager
def a_shop(folder: Path, platform: str) -> Iterator[Office]:
    """Acme with one invoice for marketing that is overdue, and one that is not due yet."""
    told = story(
        [customer("acme", name="Acme Holdings", first="Josephine")],
        [
            invoice("7001", "acme", overdue=5, total=Decimal("48123.40")),
            invoice("7002", "acme", overdue=-20, total=Decimal("9001.70")),
        ],
    )
    with an_office(folder, platform, told) as office:
        office.opener().pull()
        yield office


def rules(office: Office, *words: str) -> Result:
    typed = ["--config", str(office.config), "rules", *words]
    return CliRunner().invoke(goodterms, typed, env={"GOODTERMS_CLIENT_SECRET": "s3cret"})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_printed_passes_beside_the_rulebook(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        done = rules(office, "record", "INV-7001", *ON)
        assert done.exit_code == 0
        (tmp_path / "any.tests.yaml").write_text(done.stdout, encoding="utf-8")
        assert ' on 2026-11-17: remind, step nudge"\n' in done.stdout
        assert run_tests(tmp_path / "any.tests.yaml").exit_code == 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nobody_is_named_and_no_amount_is_told(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        text = rules(office, "record", "INV-7001", *ON).stdout
    for word in ("Acme", "acme", "Josephine", "Park", "700", "48123", "9001"):
        assert word not in text
    assert "balance: 1000.00 NZD" in text


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_was_told_before_is_recorded_too(platform: str, tmp_path: Path) -> None:
    announced = (
        "announcements: [{announce: terms, letter: new-terms, from: 2026-11-02, until: 2026-11-30}]"
    )
    with a_shop(tmp_path, platform) as office:
        office.write_rules(
            f"{RULEBOOK}{announced}\nguards: [{{hold: all, when: {{balance: '> 0'}}}}]\n"
        )
        office.run()
        done = rules(office, "record", "INV-7001", "--on", "2026-11-18")
        assert "    told:\n      - {announcement: terms, on: 2026-11-17}\n" in done.stdout
        (tmp_path / "any.tests.yaml").write_text(done.stdout, encoding="utf-8")
        assert run_tests(tmp_path / "any.tests.yaml").exit_code == 0


def test_the_amounts_are_kept_where_a_guard_hangs_on_them(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        office.write_rules(f'{RULEBOOK}guards: [{{hold: large, when: {{balance: "> 40000"}}}}]\n')
        text = rules(office, "record", "INV-7001", *ON).stdout
    assert "balance: 48123.40 NZD" in text
    assert "amounts are kept: a rule hangs on them" in text
    assert "Acme" not in text


def test_a_file_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        out = tmp_path / "tests" / "acme.tests.yaml"
        out.parent.mkdir()
        assert rules(office, "record", "acme holdings", *ON, "--out", str(out)).exit_code == 0
        assert "rulebook: ../rules.yaml\n" in out.read_text("utf-8")
        assert run_tests(out).exit_code == 0
        again = rules(office, "record", "INV-7001", "--out", str(out))
        assert "is there already" in str(again.exception)


def test_an_invoice_that_nobody_knows_is_told(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        done = rules(office, "record", "INV-9")
        assert isinstance(done.exception, Misuse)
        assert 'no customer "INV-9"' in str(done.exception)


def test_a_word_is_kept_only_where_a_decision_hangs_on_it() -> None:
    """One route asks for the customer and the reference; the other invoice's reference can go."""
    rulebook = read(
        """
        contacts:
          routes:
            - when: {customer: Acme, reference: "MKT-*"}
              to: Jo Park <jo.park@acme.example>
        """
    )
    marketing = builders.invoice("A-1", reference="MKT-104")
    other = builders.invoice("A-2", reference="Wedding of Ann")
    case = builders.case(marketing, other, people=(Person("kim@acme.example", "Kim Lee"),))
    recorded = record(rulebook, case, marketing.id, file="rules.yaml")
    assert recorded.passes
    assert "#   customer: ACME\n#   reference: MKT-104\n" in recorded.text
    for word in ("Wedding", "kim", "Kim", "A-1"):
        assert word not in recorded.text


def test_a_type_that_the_ledger_does_not_name_is_not_known_in_the_test_either() -> None:
    rulebook = read("guards: [{hold: the owner rings, when: {group: Wholesale}}]\n")
    known = builders.case(builders.invoice("A-1"))
    case = structs.replace(known, customer=replace(known.customer, group_id="5"))
    recorded = record(rulebook, case, None, file="rules.yaml")
    assert recorded.passes, recorded.text
    assert 'groups: "none"' in recorded.text
    assert "hold: the owner rings" in recorded.text


def test_all_that_happened_before_goes_into_the_test() -> None:
    case = builders.case(
        builders.invoice("A-1", overdue=60),
        builders.invoice("A-2", overdue=20),
        builders.invoice("A-3", overdue=None),
        builders.invoice("A-4", overdue=-3, sent=None),
        phone="+6491234567",
        people=(builders.ACCOUNTS, builders.JO),
        taken=[
            builders.took("nudge", builders.day(-30), key="A-1"),
            builders.took("call", builders.day(-25), key="A-1", channel="phone"),
            builders.took("nudge", builders.day(-10), key="A-2", state=StepState.UNKNOWN),
            builders.took("nudge", builders.day(-9), key="PAID"),
        ],
        marks=[
            builders.mark(MarkKind.DISPUTE, "Ann says it is wrong", key="A-2"),
            builders.mark(MarkKind.PROMISE, key=None, until=builders.day(-2)),
        ],
        credits=[builders.credit("5.00")],
        payments=[builders.payment(builders.day(-12))],
        bounced=["gone@acme.example"],
        country="NZ",
    )
    recorded = record(read(""), case, None, file="rules.yaml")
    assert recorded.passes, recorded.text
    for part in ("accounts@customer.example", "state: unknown", "invoices: none", "due: none"):
        assert part in recorded.text
    for word in ("acme", "ACME", "Jo Park", "Ann", "91234567", "A-1"):
        assert word not in recorded.text


@pytest.mark.parametrize(
    "made",
    [
        builders.case(builders.invoice("none"), people=()),
        builders.case(builders.invoice("# [x]: {"), people=(Person("a@b.example", "none"),)),
        builders.case(builders.invoice("A"), unreadable=[]),
        builders.case(builders.invoice("A", balance="0.01"), builders.invoice("B")),
        builders.case(marks=[builders.mark(MarkKind.PROMISE)]),
        builders.case(
            taken=[
                replace(builders.took("nudge", builders.day(-9), key=key, emails=()), contact=mail)
                for key, mail in (("W", "one"), ("X", "two"), ("Y", "three"), ("Z", "four"))
            ]
        ),
    ],
)
def test_strange_names_and_amounts_make_tests_as_well(made: Case) -> None:
    assert record(read(""), made, None, file="my rules: 1.yaml").passes


@settings(max_examples=50, deadline=None)
@given(made=cases())
def test_any_case_makes_a_test_that_passes(made: Case) -> None:
    owed = tuple(each for each in made.invoices if each.is_open)
    marks = tuple(each for each in made.marks if each.kind is not MarkKind.INSTALMENTS)
    there = structs.replace(made, invoices=owed, marks=marks)  # instalments without parts are none
    assert record(read(""), there, None, file="rules.yaml").passes
