"""Rulebooks and letters on the disk: what cannot be read there is one sentence, too."""

from pathlib import Path

import pytest

from connectors.errors import Misuse
from sync.rulebooks import load_file

RULES = "rulebook: 1\nextends: goodterms/gentle\ncompany: {from: Ana <ana@maple.example>}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, "utf-8")
    return path


def test_a_folder_in_the_place_of_a_letter_is_named(rules: Path) -> None:
    folder = rules.parent / "letters" / "nudge.md"
    folder.mkdir(parents=True)
    with pytest.raises(Misuse, match=r'The letter ".*nudge\.md" cannot be read \(Is a directory\)'):
        load_file(rules)


def test_a_link_that_leads_nowhere_is_named(rules: Path) -> None:
    (rules.parent / "letters").mkdir()
    (rules.parent / "letters" / "nudge.md").symlink_to("gone.md")
    with pytest.raises(Misuse, match=r'"nudge\.md|nudge\.md" cannot be read'):
        load_file(rules)


def test_folders_that_lead_round_in_a_circle_are_left(rules: Path) -> None:
    (rules.parent / "letters").mkdir()
    for name in ("de", "fr"):
        (rules.parent / "letters" / name).symlink_to(".", target_is_directory=True)
    assert load_file(rules).problems == ()


@pytest.mark.parametrize(
    ("extends", "says"),
    [
        ("itself.yaml", "it is a link that leads to itself."),
        ("x" * 5_000, "cannot be read (File name too long)"),
        ("goodterms/" + "x" * 5_000, "There is no shipped rulebook"),
        ("goodterms/../gentle", "There is no shipped rulebook"),
        (".", "cannot be read (Is a directory)"),
    ],
    ids=range(5),
)
def test_what_cannot_be_extended_is_told_at_its_place(rules: Path, extends: str, says: str) -> None:
    (rules.parent / "itself.yaml").symlink_to("itself.yaml")
    rules.write_text(RULES.replace("goodterms/gentle", extends), "utf-8")
    [problem] = load_file(rules).problems
    assert str(problem.place) == "rules.yaml:2:10"
    assert says in problem.says
