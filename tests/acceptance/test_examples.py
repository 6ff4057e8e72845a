"""Every rulebook and every letter that we show can be used as it is."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.letters.letter import read_letter
from sync.rulebooks import load_file
from tests.acceptance.pages import ROOT, a_desk
from tests.rules.rulebooks import EXAMPLES
from workbench.golden import ENDING, run_tests, say_tested

TESTS = sorted((ROOT / "examples").rglob(f"*{ENDING}"))
LETTERS = sorted(
    path for room in ("examples", "rules/bases") for path in (ROOT / room).rglob("letters/*.md")
)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_loads(path: Path) -> None:
    assert load_file(path).problems == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_decides_about_a_company(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with a_desk(tmp_path, datetime.now(UTC).date()) as desk:
        desk.prepare()
        shutil.copytree(path.parent, tmp_path, dirs_exist_ok=True)
        (tmp_path / path.name).rename(tmp_path / "rules.yaml")
        shown = desk.type("goodterms explain INV-0371")
    assert "Old Mill Antiques" in shown.stdout


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_the_tests_of_an_example_pass(path: Path) -> None:
    tested = run_tests(path)
    assert tested.outcomes
    assert tested.exit_code == 0, "\n".join(say_tested(tested))


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_a_letter_can_be_read(path: Path) -> None:
    letter, problems = read_letter(path.stem, path.read_text(encoding="utf-8"), named(path))
    assert problems == ()
    assert letter is not None


@pytest.mark.parametrize("path", [*EXAMPLES, *TESTS], ids=named)
def test_an_example_is_told_about(path: Path) -> None:
    """Whoever opens it finds what it is for in its first line."""
    assert path.read_text(encoding="utf-8").startswith("# ")
