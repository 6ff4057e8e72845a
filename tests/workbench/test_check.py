"""`goodterms rules check`: every mistake with its place, its line and the nearest right word."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import goodterms
from tests.rules.rulebooks import EXAMPLES, ROOT

CLEAN = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
  pay_by: [online, bank transfer, card by phone, direct debit]
"""
RIGHT = """\
rules.yaml: letters: none of your own, 14 of goodterms/{base}.
rules.yaml: no mistake, and nothing to better.
"""


def check(*words: str) -> Result:
    return CliRunner().invoke(goodterms, ["rules", "check", *words])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def test_a_right_rulebook_is_told_to_be_right() -> None:
    done = check("rules.yaml")
    assert done.exit_code == 0
    assert done.stdout == RIGHT.format(base="gentle")


def test_whose_letters_count_is_told(folder: Path) -> None:
    (folder / "ours" / "letters").mkdir(parents=True)
    (folder / "ours" / "base.yaml").write_text("rulebook: 1\nextends: goodterms/firm\n")
    own = CLEAN.replace("goodterms/gentle", "ours/base.yaml")
    (folder / "rules.yaml").write_text(own, encoding="utf-8")
    (folder / "letters" / "fr").mkdir(parents=True)
    for name in ("letters/nudge", "letters/fr/nudge", "letters/check-in", "ours/letters/due-today"):
        letter = ROOT / "rules/bases/firm/letters" / name.removeprefix("ours/").partition("/")[2]
        (folder / f"{name}.md").write_bytes(letter.with_suffix(".md").read_bytes())
    (folder / "ours" / "letters" / "nudge.md").write_text("Subject: Ours\n\n{{ greeting }}\n")
    says = "3 of your own (check-in, nudge, fr/nudge), 1 of ours/base.yaml, 11 of goodterms/firm"
    assert check("rules.yaml").stdout.splitlines() == [
        f"rules.yaml: letters: {says}.",
        "rules.yaml: no mistake, and nothing to better.",
    ]
    told = json.loads(check("rules.yaml", "--json").stdout)[0]["letters"]
    assert told["own"] == ["check-in", "nudge", "fr/nudge"]
    assert told["of"]["ours/base.yaml"] == ["due-today"]
    assert "de/nudge" in told["of"]["goodterms/firm"]


def test_a_mistake_is_shown_where_it_stands(folder: Path) -> None:
    (folder / "rules.yaml").write_text(f"{CLEAN}  timezone: Pacific/Aukland\n", encoding="utf-8")
    done = check("rules.yaml")
    assert done.exit_code == 2
    assert done.stdout.splitlines() == [
        'rules.yaml:6:13: "Pacific/Aukland" is not a time zone. Did you mean "Pacific/Auckland"?',
        "    6 |   timezone: Pacific/Aukland",
        "      |             ^",
        "rules.yaml: 1 mistake; nothing runs by it until it is gone.",
    ]


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path) -> None:
    (folder / "rules.yaml").write_text(f"{CLEAN}guard: []\nlimit: {{}}\n", encoding="utf-8")
    (folder / "other.yaml").write_text(f"{CLEAN}policy: []\n", encoding="utf-8")
    told = check("rules.yaml", "other.yaml").stdout
    for place in ("rules.yaml:6:1", "rules.yaml:7:1", "other.yaml:6:1"):
        assert place in told


def test_the_file_is_named_as_it_was_typed(folder: Path) -> None:
    """So that an editor can jump to the place."""
    (folder / "clients").mkdir()
    (folder / "clients" / "acme.yaml").write_text("rulebook: 2\n", encoding="utf-8")
    assert "clients/acme.yaml:1:11: " in check("clients/acme.yaml").stdout


def test_a_mistake_in_a_letter_is_shown_in_the_letter(folder: Path) -> None:
    (folder / "letters").mkdir()
    letter = "Subject: About {{ invoices }}\n\nHello {{ custmer }},\n"
    (folder / "letters" / "nudge.md").write_text(letter, encoding="utf-8")
    assert check("rules.yaml").stdout.splitlines()[:2] == [
        'letters/nudge.md:3:10: There is no placeholder "custmer". Did you mean "customer"?',
        "    3 | Hello {{ custmer }},",
    ]


def test_a_base_of_a_base_is_found_beside_the_file_that_names_it(folder: Path) -> None:
    (folder / "client" / "base").mkdir(parents=True)
    (folder / "client" / "rules.yaml").write_text("rulebook: 1\nextends: base/ours.yaml\n")
    (folder / "client" / "base" / "ours.yaml").write_text("rulebook: 1\nextends: ../far.yaml\n")
    (folder / "client" / "far.yaml").write_text("rulebook: 1\nextends: last.yaml\n")
    (folder / "client" / "last.yaml").write_text(f"{CLEAN}oops: 1\n")
    assert check("client/rules.yaml").stdout.startswith("client/last.yaml:6:1: ")


def test_a_line_of_wide_letters_is_marked_below_the_right_one(folder: Path) -> None:
    (folder / "rules.yaml").write_text(f"{CLEAN}  日本語: 1\n  x: 日本語\n", encoding="utf-8")
    lines = check("rules.yaml").stdout.splitlines()
    assert lines[2] == "      |   ^"


def test_a_file_that_is_not_there_is_a_mistake_and_the_others_are_checked() -> None:
    done = check("none.yaml", "rules.yaml")
    assert done.exit_code == 2
    assert "none.yaml" in done.stdout
    assert "rules.yaml: no mistake" in done.stdout


BASES = sorted(path.parent.name for path in (ROOT / "rules" / "bases").glob("*/rulebook.yaml"))


@pytest.mark.parametrize("base", BASES)
def test_a_shipped_base_passes_with_a_named_sender_and_four_ways_to_pay(
    base: str, folder: Path
) -> None:
    text = CLEAN.replace("goodterms/gentle", f"goodterms/{base}")
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    assert check("rules.yaml").stdout == RIGHT.format(base=base)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.name)
def test_an_example_has_no_finding_but_what_its_smallness_brings(path: Path) -> None:
    told = json.loads(check(str(path), "--json").stdout)[0]
    assert told["mistakes"] == []
    assert {found["code"] for found in told["findings"]} <= {"GT111"}


def test_a_finding_is_shown_with_its_code_its_place_and_what_to_do(folder: Path) -> None:
    (folder / "rules.yaml").write_text(f"{CLEAN}thanks: none\n", encoding="utf-8")
    done = check("rules.yaml")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "rules.yaml:4:3: GT110 no-thanks: Nobody is ever thanked for a payment.",
        "    4 |   from: Ana Reid <accounts@maple.example>",
        "      |   ^",
        '      = Write "thanks: {when: {paid: on time}, letter: thanks}".',
        "rules.yaml: letters: none of your own, 14 of goodterms/gentle.",
        "rules.yaml: no mistake, and 1 finding.",
    ]


def test_what_is_allowed_is_no_finding_and_is_told_to_machines(folder: Path) -> None:
    allowed = f"{CLEAN}thanks: none\nallow: {{no-thanks: by phone}}\n"
    (folder / "rules.yaml").write_text(allowed, encoding="utf-8")
    assert check("rules.yaml").exit_code == 0
    assert "(1 more allowed)" in check("rules.yaml").stdout
    [told] = json.loads(check("rules.yaml", "--json").stdout)
    assert told["findings"] == []
    assert [(each["code"], each["because"]) for each in told["allowed"]] == [("GT110", "by phone")]


def test_what_keeps_a_check_quick_is_that_it_imports_neither_a_store_nor_a_ledger() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from cli import goodterms; "
        "done = CliRunner().invoke(goodterms, ['rules', 'check', 'rules.yaml']); "
        "print(done.exit_code, {'sqlalchemy', 'requests', 'xero_python'} & set(sys.modules))"
    )
    typed = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(typed, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "0 set()\n"


def test_machines_read_the_places_in_json(folder: Path) -> None:
    (folder / "rules.yaml").write_text(f"{CLEAN}  timezone: Pacific/Aukland\n", encoding="utf-8")
    done = check("rules.yaml", "--json")
    [told] = json.loads(done.stdout)
    assert done.exit_code == 2
    assert told["file"] == "rules.yaml"
    assert told["mistakes"] == [
        {
            "file": "rules.yaml",
            "line": 6,
            "column": 13,
            "says": '"Pacific/Aukland" is not a time zone.',
            "hint": 'Did you mean "Pacific/Auckland"?',
        }
    ]
