"""The page of advice: each row of it has its tests, and each scenario here its place on the page."""

import re
from pathlib import Path

from tests.acceptance.pages import ROOT, page

ROWS = page("docs/advice.md").table()
NAMED = {row[0]: re.findall(r"`(\S+)::(test_\w+)`", row[-1]) for row in ROWS}


def test_every_row_names_tests_that_are_there() -> None:
    assert list(NAMED) == ["1", "2", "3", "5", "7", "8", "10", "11", "15"]
    for number, tests in NAMED.items():
        assert tests, number
        for file, name in tests:
            assert f"def {name}(" in (ROOT / "tests" / file).read_text("utf-8"), (number, name)


def test_every_scenario_is_on_the_page_under_its_number() -> None:
    for path in Path(__file__).parent.glob("test_[0-9]*.py"):
        number = str(int(path.name[5:7]))
        written = set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
        assert written <= {name for file, name in NAMED[number] if file.endswith(path.name)}
