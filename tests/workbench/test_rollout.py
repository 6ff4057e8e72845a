"""`goodterms rules rollout`: one base, seen at every company before it is in force anywhere."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import goodterms
from connectors.errors import Misuse
from sync.run import pull_now
from tests.sync.office import RULEBOOK, TUESDAY, an_office, customer, invoice, story

QUIET = """\
rulebook: 1
extends: goodterms/gentle
guards: [{hold: everyone rests, when: {balance: "> 0"}}]
"""


def a_company(folder: Path, rules: str, *, overdue: int) -> None:
    """One customer who is overdue."""
    folder.mkdir(parents=True)
    told = story([customer("acme")], [invoice("1", "acme", overdue=overdue)])
    with an_office(folder, "xero", told) as office:
        pull_now(office.opener().house(as_of=TUESDAY))
        office.write_rules(rules)


def rollout(folder: Path, *words: str) -> Result:
    """Typed where the consultant's companies are."""
    (folder / "base.yaml").write_text(QUIET, encoding="utf-8")
    typed = ["rules", "rollout", str(folder / "base.yaml"), "--companies", str(folder / "clients")]
    return CliRunner().invoke(
        goodterms, [*typed, "--on", TUESDAY.isoformat(), *words], catch_exceptions=False
    )


def test_a_base_is_shown_at_every_company_and_changes_none(tmp_path: Path) -> None:
    a_company(tmp_path / "clients" / "ash", RULEBOOK, overdue=3)
    a_company(tmp_path / "clients" / "birch", RULEBOOK.replace("gentle", "gentel"), overdue=3)
    found = rollout(tmp_path, "--json")
    ash, birch = json.loads(found.stdout)
    assert [change["kind"] for change in ash["difference"]["changes"]] == ["no longer contacted"]
    assert ash["difference"]["old"] == "goodterms/gentle"
    assert birch["difference"] is None
    assert "gentel" in birch["trouble"]
    assert found.exit_code == 1
    kept = (tmp_path / "clients" / "ash" / "rules.yaml").read_text(encoding="utf-8")
    assert kept == RULEBOOK
    shown = rollout(tmp_path).stdout
    assert "== ash" in shown
    assert "Companies: 2; changed: 1; unchanged: 0; not compared: 1." in shown


def test_days_the_wrong_way_round_are_refused_once(tmp_path: Path) -> None:
    a_company(tmp_path / "clients" / "ash", RULEBOOK, overdue=3)
    typed = ["rules", "rollout", "goodterms/firm", "--companies", str(tmp_path / "clients")]
    for days, says in (
        (["--from", "2026-11-01", "--to", "2026-10-01"], "lies before"),
        (["--from", "2026-11-01", "--on", "2026-11-01"], "give one of the two"),
    ):
        with pytest.raises(Misuse, match=says):
            CliRunner().invoke(goodterms, [*typed, *days], catch_exceptions=False)


def a_shipped_one(folder: Path, name: str) -> Result:
    typed = ["rules", "rollout", name, "--companies", str(folder / "clients")]
    typed += ["--on", TUESDAY.isoformat(), "--json"]
    return CliRunner().invoke(goodterms, typed, catch_exceptions=False)


def test_a_shipped_base_is_rolled_out_by_its_name(tmp_path: Path) -> None:
    a_company(tmp_path / "clients" / "ash", RULEBOOK, overdue=2)
    (ash,) = json.loads(a_shipped_one(tmp_path, "goodterms/firm").stdout)
    assert ash["difference"]["new"] == "goodterms/firm"
    (ash,) = json.loads(a_shipped_one(tmp_path, "goodterms/gentle").stdout)
    assert "in force there already" in ash["trouble"]
    with pytest.raises(
        Misuse, match='no shipped rulebook "goodterms/frim"; there are: goodterms/f'
    ):
        a_shipped_one(tmp_path, "goodterms/frim")


def test_a_base_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    a_company(tmp_path / "clients" / "ash", RULEBOOK, overdue=2)
    with pytest.raises(Misuse, match=r'none\.yaml" cannot be read'):
        a_shipped_one(tmp_path, "clients/none.yaml")


def test_a_folder_without_a_company_is_said(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    with pytest.raises(Misuse, match="There is no company"):
        rollout(tmp_path)


def test_companies_that_extend_different_bases_are_told_apart(tmp_path: Path) -> None:
    a_company(tmp_path / "clients" / "ash", RULEBOOK, overdue=3)
    a_company(tmp_path / "clients" / "birch", RULEBOOK.replace("gentle", "firm"), overdue=3)
    with pytest.raises(Misuse, match=r'"goodterms/gentle" \(ash\); "goodterms/firm" \(birch\)'):
        rollout(tmp_path)
    found = rollout(tmp_path, "--instead-of", "goodterms/gentle", "--json")
    ash, birch = json.loads(found.stdout)
    assert ash["difference"]["old"] == "goodterms/gentle"
    assert 'extends "goodterms/firm", not "goodterms/gentle"' in birch["trouble"]
    assert found.exit_code == 1


def test_a_house_base_is_found_by_its_file_however_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(QUIET.partition("guards")[0], encoding="utf-8")
    ours = RULEBOOK.replace("goodterms/gentle", "../../house.yaml")
    a_company(tmp_path / "clients" / "ash", ours, overdue=3)
    [ash] = json.loads(rollout(tmp_path, "--json").stdout)
    assert ash["difference"]["old"] == "../../house.yaml"
    house = str(tmp_path / "house.yaml")
    [ash] = json.loads(rollout(tmp_path, "--instead-of", house, "--json").stdout)
    assert [change["kind"] for change in ash["difference"]["changes"]] == ["no longer contacted"]


def test_a_base_that_is_in_force_already_and_a_rulebook_without_one_are_said(
    tmp_path: Path,
) -> None:
    a_company(
        tmp_path / "clients" / "ash",
        RULEBOOK.replace("goodterms/gentle", "../../base.yaml"),
        overdue=3,
    )
    (tmp_path / "base.yaml").write_text(QUIET, encoding="utf-8")
    [ash] = json.loads(rollout(tmp_path, "--json").stdout)
    assert "this very base: it is in force there already" in ash["trouble"]
