"""The consultant's page, typed line by line in an empty folder: it works, and shows what is printed."""

from pathlib import Path

import pytest

from docs.walkthrough import PAGE, a_walk, walked

NOT_WELL = {
    "goodterms rules check rules.yaml": [2, 0],
    "goodterms rules test": [1, 0],
}
"""Exit codes of what goes wrong on the page the first time that it is typed."""


def test_the_consultants_page_works_and_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODTERMS_CLIENT_SECRET", "any")
    text = PAGE.read_text(encoding="utf-8")
    with a_walk() as walk:
        assert walked(text, walk) == text
    found = {command: codes for command, codes in walk.codes.items() if any(codes)}
    assert found == NOT_WELL
    assert list((tmp_path / "maple" / "outbox").glob("*.eml"))
