"""`goodterms rules show --effective`: the merged rulebook, beside each value where it came from."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import goodterms
from rules.book.load import RulebookSource, load_rulebook
from rules.problems import Place
from sync.rulebooks import open_file
from tests.rules.rulebooks import EXAMPLES, resolve

MINE = """\
rulebook: 1
extends: base/ours.yaml
company:
  from: "Ana: Reid <accounts@maple.example>"
remove: [replied]
guards:
  - hold: small balance
    when: {balance: "< 20 NZD"}
"""
OURS = """\
rulebook: 1
extends: goodterms/gentle
limits: {gap: 6 days}
thanks: none
segments:
  - segment: "büro & co"
    when: {customer: ["A #1", "*: x"]}
policies:
  - policy: those
    for: [büro & co]
    steps:
      - {step: call, at: on due, channel: phone}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base").mkdir()
    (tmp_path / "rules.yaml").write_text(MINE, encoding="utf-8")
    (tmp_path / "base" / "ours.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path


def show(*words: str) -> Result:
    return CliRunner().invoke(goodterms, ["rules", "show", *words])


def without_places(value: object) -> Any:
    """The same values, wherever they were written."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        read = {each.name: without_places(getattr(value, each.name)) for each in fields(value)}
        return type(value).__name__, {name: one for name, one in read.items() if name != "get"}
    if isinstance(value, tuple | list):
        return [without_places(one) for one in value]
    if isinstance(value, dict):
        return {key: without_places(one) for key, one in value.items()}
    return value


RULEBOOKS = [Path("rules.yaml"), *EXAMPLES]


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.name)
def test_what_is_shown_is_the_same_rulebook(path: Path) -> None:
    opened = open_file(path, path.name)
    shown = show(str(path), "--effective").stdout
    assert "extends" not in shown
    letters = {n: text for source in reversed(opened.sources) for n, text in source.letters.items()}
    again = load_rulebook(RulebookSource("shown.yaml", shown, letters), resolve)
    assert again.problems == ()
    assert without_places(again.rulebook) == without_places(opened.loaded.rulebook)


def test_each_value_names_the_line_that_it_stands_on(folder: Path) -> None:
    texts = {"rules.yaml": MINE, "base/ours.yaml": OURS}
    texts["goodterms/gentle"] = resolve("goodterms/gentle", "").text
    places = 0
    for line in show("rules.yaml", "--effective").stdout.splitlines():
        found = re.search(r"^(?P<said>.*?)  # (?P<file>\S+):(?P<line>\d+)$", line)
        if found:
            written = texts[found["file"]].splitlines()[int(found["line"]) - 1]
            value = found["said"].split(": ", 1)[-1].strip(' -"')
            assert value.split(",")[0].strip('{}[]"') in written
            places += 1
    assert places > 30


def test_a_value_comes_from_the_nearest_file_that_says_it() -> None:
    shown = show("rules.yaml", "--effective").stdout
    for said in (
        r"gap: 6 days +# base/ours.yaml:3",
        r"per_run: 200 +# goodterms/gentle:\d+",
        r'balance: "< 20 NZD"}? +# rules.yaml:8',
        r"thanks: none +# base/ours.yaml:4",
    ):
        assert re.search(said, shown), said
    assert "replied" not in shown


def test_what_no_file_says_is_shown_as_the_default() -> None:
    alone = MINE.replace("base/ours.yaml", "base/bare.yaml").replace("remove: [replied]\n", "")
    bare = "rulebook: 1\nsegments: [{segment: all}]\n" + OURS[OURS.index("policies") :]
    Path("rules.yaml").write_text(alone, encoding="utf-8")
    Path("base/bare.yaml").write_text(bare.replace("büro & co", "all"), encoding="utf-8")
    shown = show("rules.yaml", "--effective").stdout
    assert re.search(r"per_customer: 4 in 30 days.* +# default", shown)
    assert re.search(r"timezone: ledger +# default", shown)


def test_without_effective_only_the_file_itself_is_shown() -> None:
    shown = show("rules.yaml").stdout
    assert "extends: base/ours.yaml" in shown
    assert "gap" not in shown


def test_a_rulebook_with_mistakes_is_not_shown() -> None:
    Path("rules.yaml").write_text(f"{MINE}oops: 1\n", encoding="utf-8")
    done = show("rules.yaml", "--effective")
    assert "rules.yaml:9:1" in str(done.exception)


def test_the_configured_rulebook_is_shown_when_none_is_named(folder: Path) -> None:
    (folder / "goodterms.toml").write_text(
        '[ledger]\nplatform = "xero"\ncompany = "7078"\nclient_id = "ABC"\n', encoding="utf-8"
    )
    assert "gap: 6 days" in show("--effective").stdout


TAKEN_OVER = """\
rulebook: 1
extends: goodterms/gentle
company: {from: Ana <ana@maple.example>}
contacts: {people: [{person: Ivy Chan <ivy@acme.example>, of: , role: owner}]}
policies:
  - policy: good payers
    for: [NEW, prompt]
    steps: [{step: nudge, at: 5 days after due, letter: nudge}]
"""


def test_a_policy_whose_segments_were_taken_over_is_not_shown_with_them() -> None:
    """One file may give each segment to one policy alone, and so what is shown can be read again."""
    Path("rules.yaml").write_text(TAKEN_OVER, encoding="utf-8")
    shown = show("rules.yaml", "--effective").stdout
    again = load_rulebook(
        RulebookSource("shown.yaml", shown, resolve("goodterms/gentle", "").letters), resolve
    )
    assert again.problems == ()
    assert again.rulebook is not None
    assert [(policy.name, policy.segments) for policy in again.rulebook.policies] == [
        ("good payers", ("new", "prompt")),
        ("late payers", ("late",)),
    ]
