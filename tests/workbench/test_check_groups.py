"""`rules check` in a company's folder knows the groups that were pulled; elsewhere it says nothing of them."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import goodterms
from connectors.platforms import PLATFORMS
from tests.sync.office import RULEBOOK, an_office, customer, invoice, story

ASKING = (
    RULEBOOK + "guards:\n  - {hold: the owner rings, when: {group: [Wholesael, Retail, none]}}\n"
)
BOTH = story(
    [customer("wim", groups=("Wholesale",)), customer("ray", groups=("Retail",)), customer("jo")],
    [invoice("1", "wim", overdue=6)],
)
FOUND = """\
rules.yaml:8:44: GT118 unknown-group: No customer in the ledger is in the group "Wholesael".
    8 |   - {hold: the owner rings, when: {group: [Wholesael, Retail, none]}}
      |                                            ^
      = Did you mean "Wholesale"?
"""


def check(folder: Path, file: str = "rules.yaml") -> Result:
    here = Path.cwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(goodterms, ["rules", "check", file])
    finally:
        os.chdir(here)


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_a_misspelt_group_is_told_once_the_groups_were_pulled(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, BOTH) as office:
        office.write_rules(ASKING)
        assert check(tmp_path).exit_code == 0
        office.opener().pull()
        done = check(tmp_path)
        assert done.exit_code == 1
        assert FOUND in done.stdout
        office.write_rules(ASKING.replace("Wholesael", "wholes*"))
        assert check(tmp_path).exit_code == 0


def test_a_base_for_many_companies_is_not_held_against_one(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    (tmp_path / "house.yaml").write_text(ASKING, encoding="utf-8")
    with an_office(ours, "xero", BOTH) as office:
        office.opener().pull()
        assert check(ours, "../house.yaml").exit_code == 0


@pytest.mark.parametrize(
    "config", [None, "nonsense", '[ledger]\nplatform = "xero"\ncompany = "x"\nclient_id = "x"\n']
)
def test_without_a_store_check_says_nothing_of_groups_and_makes_none(
    tmp_path: Path, config: str | None
) -> None:
    (tmp_path / "rules.yaml").write_text(ASKING, encoding="utf-8")
    if config is not None:
        (tmp_path / "goodterms.toml").write_text(config, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert check(tmp_path).exit_code == 0
    assert sorted(tmp_path.iterdir()) == before


def test_an_allowed_group_is_not_idle_where_nobody_can_look(tmp_path: Path) -> None:
    text = ASKING + "allow: {GT118: they come in January}\n"
    with an_office(tmp_path, "xero", BOTH) as office:
        office.write_rules(text)
        assert check(tmp_path).exit_code == 0
        office.opener().pull()
        assert check(tmp_path).exit_code == 0
        office.write_rules(text.replace("Wholesael", "Wholesale"))
        assert "GT113 idle-allow: GT118 (unknown-group) is allowed here" in check(tmp_path).stdout
