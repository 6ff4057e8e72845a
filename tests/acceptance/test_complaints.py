"""The page of complaints: each has an answer, and each answer a test that is there."""

import re

from tests.acceptance.pages import ROOT, page

ROWS = page("docs/complaints.md").table()


def test_every_complaint_is_answered() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 53))


def test_every_answer_names_a_test_that_is_there() -> None:
    for number, _, _, cell in ROWS:
        tests = re.findall(r"`(\S+)::(test_\w+)`", cell)
        assert tests, number
        for file, name in tests:
            assert f"def {name}(" in (ROOT / "tests" / file).read_text("utf-8"), (number, name)
