"""`rules check --ledger`: the terms that the company's own invoices show."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import goodterms
from connectors.errors import NeedsPerson
from connectors.sandbox.story import StoryInvoice
from tests.sync.office import TUESDAY, Office, an_office, customer, invoice, story
from workbench.terms import terms_in_use


def given(key: str, days: int) -> StoryInvoice:
    """An invoice of yesterday that is due in so many days from then."""
    issued = TUESDAY - timedelta(days=1)
    return invoice(key, "acme", overdue=1 - days, issued=issued)


def check(office: Office, *words: str) -> list[str]:
    """The codes of what is found in the office's rulebook."""
    rules = str(office.folder / "rules.yaml")
    typed = ["--config", str(office.config), "rules", "check", rules, "--json", *words]
    [told] = json.loads(CliRunner().invoke(goodterms, typed).stdout)
    return [found["code"] for found in told["findings"]]


@pytest.mark.parametrize("platform", ["xero", "quickbooks"])
def test_a_step_before_the_invoice_is_found_by_the_ledgers_terms(
    platform: str, tmp_path: Path
) -> None:
    told = story([customer("acme")], [given("1", 7), given("2", 7), given("3", 30)])
    with an_office(tmp_path, platform, told) as office:
        office.opener().pull()
        assert terms_in_use(office.opener()) == (7, 20, 30)
        assert check(office) == []
        assert set(check(office, "--ledger")) == {"GT106"}


def test_terms_that_hardly_anybody_has_are_not_the_companys(tmp_path: Path) -> None:
    invoices = [given("once", 2), *(given(str(number), 30) for number in range(30))]
    with an_office(tmp_path, "xero", story([customer("acme")], invoices)) as office:
        office.opener().pull()
        assert terms_in_use(office.opener()) == (30,)


def test_before_the_first_pull_nobody_knows_the_terms(tmp_path: Path) -> None:
    with an_office(tmp_path, "xero", story([], [])) as office, pytest.raises(NeedsPerson):
        terms_in_use(office.opener())
