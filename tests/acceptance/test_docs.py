"""What the pages say works: every command is typed, every file is loaded, every link is followed."""

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from cli import goodterms
from connectors.sandbox.companies.demo import DEMO_DAY
from docs.generate import help_of, leaves, renewed
from reports.mistakes import DEBUG_VARIABLE
from rules.book.chain import KEYS as RULEBOOK_KEYS
from rules.book.company_section import KEYS as COMPANY_KEYS
from rules.book.contacts_section import KEYS as CONTACTS_KEYS
from rules.book.policy_section import POLICY_KEYS, STEP_KEYS
from rules.book.sections import LIMITS_KEYS
from rules.book.shapes import SHAPES
from rules.book.step_words import ANCHORS, CHANNELS, ROLES, UNITS
from rules.rulebook import Anchor, Channel, Unit
from sync.config import INBOX_VARIABLE, KEYS, PASSWORD_VARIABLE, SECRET_VARIABLE, load_settings
from sync.resolve import OUTCOMES
from sync.rulebooks import load_file
from sync.store.outbox_rows import State
from sync.store.tokens import KEY_VARIABLE
from tests.acceptance.pages import PAGES, ROOT, Page, a_desk, is_golden, page, parsed, whole
from workbench.golden import ENDING, run_tests, say_tested

every_page = pytest.mark.parametrize(
    "shown", [Page(path) for path in PAGES], ids=[path.stem for path in PAGES]
)
typed = [Page(path) for path in PAGES if Page(path).commands()]
COMMANDS = dict(leaves(goodterms))


@pytest.mark.parametrize("shown", typed, ids=[each.path.stem for each in typed])
def test_every_command_of_a_page_works_in_order(
    shown: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with a_desk(tmp_path, datetime.now(UTC).date()) as desk:
        if not any(line.startswith("goodterms init ") for line in shown.commands()):
            desk.prepare()
        for line in shown.commands():
            if line.endswith("&"):  # the desk has a sandbox already
                parsed(COMMANDS["goodterms sandbox"], line.removesuffix("&"))
            else:
                assert desk.type(line).exit_code in (0, 1), line


@every_page
def test_every_rulebook_of_a_page_loads(shown: Page, tmp_path: Path) -> None:
    for block in shown.blocks("yaml"):
        if is_golden(block):
            continue
        path = tmp_path / "rules.yaml"
        path.write_text(whole(block), encoding="utf-8")
        loaded = load_file(path)
        assert loaded.problems == (), block


@every_page
def test_every_golden_test_of_a_page_passes(shown: Page, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(whole(""), encoding="utf-8")
    for block in filter(is_golden, shown.blocks("yaml")):
        path = tmp_path / f"rules{ENDING}"
        path.write_text(block, encoding="utf-8")
        tested = run_tests(path)
        assert tested.exit_code == 0, "\n".join(say_tested(tested))


@every_page
def test_every_configuration_of_a_page_loads(shown: Page, tmp_path: Path) -> None:
    for block in shown.blocks("toml"):
        path = tmp_path / "goodterms.toml"
        path.write_text(block, encoding="utf-8")
        assert load_settings(path).ledger.company


@every_page
def test_every_link_of_a_page_leads_somewhere(shown: Page) -> None:
    for link in shown.links():
        file, _, heading = link.partition("#")
        target = (shown.path.parent / file).resolve() if file else shown.path
        assert target.exists(), link
        assert not heading or heading in Page(target).headings(), link


@every_page
def test_the_generated_parts_are_what_make_docs_writes(shown: Page) -> None:
    assert shown.text == renewed(shown.text)


@every_page
def test_a_page_can_be_read_in_one_go(shown: Page) -> None:
    lines = shown.text.splitlines()
    assert len(lines) <= 160 or shown.path.name == "CHANGELOG.md"
    assert lines[0].startswith("# ")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_does_and_shows_how(path: str) -> None:
    command = COMMANDS[path]
    pages = "".join(
        page(f"docs/{name}.md").text for name in ("cli", "replies", "statements", "workbench")
    )
    says, example = help_of(command)
    assert says.endswith(".")
    assert example.startswith(path)
    parsed(command, example)
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help, option.name
    assert f"## {path}" in pages


def test_every_setting_is_on_the_page() -> None:
    names = {row[0].strip("`") for row in page("docs/configuration.md").table()}
    settings = {f"{table}.{key}" for table, keys in KEYS.items() for key in keys}
    assert {name for name in names if name.partition(".")[0] in KEYS} == settings


def test_every_variable_is_on_the_page() -> None:
    rows = page("docs/configuration.md").table("The environment")
    variables = {SECRET_VARIABLE, PASSWORD_VARIABLE, KEY_VARIABLE, DEBUG_VARIABLE, INBOX_VARIABLE}
    assert {row[0].strip("`") for row in rows} == variables


def test_every_state_and_every_word_of_the_outbox_is_on_the_page() -> None:
    shown = page("docs/outbox.md")
    words = {row[0].strip("`") for row in shown.table("Settling")}
    assert words == set(OUTCOMES)
    states = shown.table()[: -len(OUTCOMES)]
    assert {row[0].strip("`") for row in states} == {*State}


def test_every_word_of_a_rulebook_is_on_the_page() -> None:
    shown = page("docs/rulebook.md")
    for keys in (RULEBOOK_KEYS, COMPANY_KEYS, CONTACTS_KEYS, LIMITS_KEYS, POLICY_KEYS):
        assert [
            key for key in keys if f"{key}: " not in shown.text and f"\n{key}:" not in shown.text
        ] == []


def test_every_word_of_a_step_has_its_meaning() -> None:
    assert set(CHANNELS) == set(Channel)
    assert set(ANCHORS) == set(Anchor)
    assert set(UNITS) == set(Unit)
    assert set(SHAPES["a step"]) == set(STEP_KEYS)
    says = [*CHANNELS.values(), *ANCHORS.values(), *UNITS.values(), *ROLES.values()]
    assert [said for said in says if not said.endswith(".")] == []


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"], *groups["dev"]]
    names = {re.split(r"[\[<>=~!]", one)[0] for one in wanted if isinstance(one, str)}
    assert {row[0] for row in page("docs/decisions/0008-dependencies.md").table()} == names


def test_every_promise_names_tests_that_are_there() -> None:
    shown = page("docs/promises.md")
    for number in range(1, 11):
        _, _, said = shown.text.partition(f"\n## {number}. ")
        tests = re.findall(r"`(tests/\S+)::(test_\w+)`", said.partition("\n## ")[0])
        assert tests, number
        for file, name in tests:
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name


LISTS = ("overtaken", "unknown", "failed", "queued", "waiting")
OPEN = {
    "decisions[].totals",
    "summary",
    "volume.amounts",
    "last_run.report",
    "inbox",
    "mailbox",
    "tasks",
}
"""Objects whose keys are data, or are told elsewhere."""


def paths(value: object, at: str = "") -> set[str]:
    """Where the values are in a piece of JSON; an empty list has nothing at `list[]*`."""
    if at in OPEN:
        return {at}
    if isinstance(value, dict):
        dot = f"{at}." if at else ""
        return {path for key, part in value.items() for path in paths(part, f"{dot}{key}")}
    if isinstance(value, list):
        return {path for part in value for path in paths(part, f"{at}[]")} or {f"{at}[]*"}
    return {at}


def assert_told(found: set[str], told: set[str]) -> None:
    """What is there is told, and what is told is there, unless its list happens to be empty."""
    empty = tuple(path.removesuffix("*") for path in found if path.endswith("*"))
    assert {path for path in found if not path.endswith("*")} - told == set()
    assert {path for path in told - found if not path.startswith(empty)} == set()


def documented(*headings: str) -> set[str]:
    return {row[0].strip("`") for name in headings for row in page("docs/json.md").table(name)}


def as_shown(found: set[str]) -> set[str]:
    """The lists of a run are alike, and one of them is told."""
    return {re.sub(rf"^lists\.({'|'.join(LISTS)})", "lists.sent", path) for path in found}


def test_the_json_is_what_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with a_desk(tmp_path, DEMO_DAY) as desk:
        desk.prepare()
        typed = {
            name: json.loads(desk.type(f"goodterms {line}").stdout)
            for name, line in {
                "plan": "plan --json --on 2026-11-17",
                "run": "run --json --on 2026-11-17",
                "run --line": "run --line --on 2026-11-17",
                "status": "status --json",
                "outbox": "outbox list --all --json",
            }.items()
        }
    assert_told(paths(typed["plan"]), documented("plan"))
    assert_told(as_shown(paths(typed["run"])), documented("plan", "run"))
    counts = {name for name in documented("run") if name.isidentifier()} - OPEN
    of_line = documented("run --line") | counts | {"company", "on", "plan", "summary"}
    assert_told(paths(typed["run --line"]), of_line)
    assert_told(paths(typed["status"]), documented("status"))
    assert_told(paths(typed["outbox"]), documented("outbox"))
