"""Who the customer is to the company: Xero's contact groups, QuickBooks' customer types, by name.

A QuickBooks customer refers to its type by the id alone; the names are asked for.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.quickbooks.store import Record
from connectors.sandbox.quickbooks.writes import update
from rules.decisions import Action
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story
from tests.sync.test_pull import pulled

RULES = (
    RULEBOOK
    + """\
contacts:
  auto_pay: {group: Direct debit}
guards:
  - {hold: they pay by themselves, when: {auto_pay: yes}}
  - {hold: the owner rings, when: {group: Wholesale}}
"""
)
FOUR = story(
    [
        customer("dora", groups=("Direct debit",)),
        customer("wim", groups=("Wholesale",)),
        customer("ray", groups=("Retail",)),
        customer("jo"),
    ],
    [invoice(str(n), who, overdue=6) for n, who in enumerate(("dora", "wim", "ray", "jo"), 1)],
)


def held(office: Office, *, days_later: int = 0) -> dict[str, str]:
    """Who is held after a run of the day, and why."""
    report = office.run(TUESDAY + timedelta(days=days_later))
    return {d.customer_name: d.reason for d in report.plan.decisions if d.action is Action.HOLD}


def quickbooks(office: Office) -> QuickBooksBooks:
    return cast(QuickBooksBooks, office.books)


def record(office: Office, entity: str, **fields: object) -> Record:
    """The record of QuickBooks' with these fields."""
    found = quickbooks(office).store.all(entity)
    return next(one for one in found if all(one.get(k) == v for k, v in fields.items()))


def change(office: Office, entity: str, old: Record, **fields: Any) -> None:
    """The bookkeeper changes a record in QuickBooks."""
    with quickbooks(office).lock:
        sent = {"Id": old["Id"], "SyncToken": old["SyncToken"], "sparse": True, **fields}
        update(quickbooks(office).store, entity, sent)


def test_a_condition_asks_for_a_group_or_a_type_by_its_name(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, FOUR) as office:
        office.write_rules(RULES)

        assert set(held(office)) == {"Dora Ltd", "Wim Ltd"}
        assert sorted(mail["To"].addresses[0].username for mail in office.mails()) == ["jo", "ray"]


def test_the_names_are_asked_for_once_a_day_and_only_where_a_customer_has_a_type(
    tmp_path: Path,
) -> None:
    """The first pull takes 3 calls, and one for each of customers, terms, invoices and payments."""
    without = replace(FOUR, customers=tuple(replace(one, groups=()) for one in FOUR.customers))
    for told, calls in ((without, [7, 1, 1]), (FOUR, [8, 1, 2])):
        folder = tmp_path / str(len(calls) + sum(calls))
        folder.mkdir()
        with an_office(folder, "quickbooks", told) as office:
            tomorrow = TUESDAY + timedelta(days=1)
            assert [pulled(office), pulled(office), pulled(office, on=tomorrow)] == calls


def test_a_customer_who_gets_a_type_is_known_by_it_at_once(tmp_path: Path) -> None:
    with an_office(tmp_path, "quickbooks", FOUR) as office:
        office.write_rules(RULES)
        pulled(office)
        wholesale = record(office, "CustomerType", Name="Wholesale")
        jo = record(office, "Customer", DisplayName="Jo Ltd")
        change(office, "Customer", jo, CustomerTypeRef={"value": wholesale["Id"]})

        assert pulled(office) == 2
        assert "Jo Ltd" in held(office)


def test_a_type_that_is_renamed_is_known_the_day_after(tmp_path: Path) -> None:
    with an_office(tmp_path, "quickbooks", FOUR) as office:
        office.write_rules(RULES)
        pulled(office)
        retail = record(office, "CustomerType", Name="Retail")
        change(office, "CustomerType", retail, Name="Direct debit too")
        change(office, "CustomerType", record(office, "CustomerType", Name="Wholesale"), Name="Big")
        change(office, "CustomerType", retail, Name="Wholesale")

        assert set(held(office, days_later=1)) == {"Dora Ltd", "Ray Ltd"}


def test_the_type_of_a_customer_may_be_out_of_use(tmp_path: Path) -> None:
    with an_office(tmp_path, "quickbooks", FOUR) as office:
        office.write_rules(RULES)
        change(
            office, "CustomerType", record(office, "CustomerType", Name="Wholesale"), Active=False
        )

        assert "Wim Ltd" in held(office)


@pytest.mark.parametrize(
    ("shown", "unknown"), [("active", set()), ("none", {"Dora Ltd", "Wim Ltd", "Ray Ltd"})]
)
def test_a_type_that_nobody_names_is_not_known_and_holds(
    tmp_path: Path, shown: Any, unknown: set[str]
) -> None:
    with an_office(tmp_path, "quickbooks", FOUR) as office:
        quickbooks(office).switches.customer_types = shown
        office.write_rules(RULES)
        reasons = held(office)

        assert {who for who, why in reasons.items() if "cannot be told" in why} == unknown
        assert "Jo Ltd" not in reasons


def test_a_type_that_nobody_names_holds_nobody_whom_no_rule_asks_for_it(tmp_path: Path) -> None:
    with an_office(tmp_path, "quickbooks", FOUR) as office:
        quickbooks(office).switches.customer_types = "none"

        assert held(office) == {}
