"""`goodterms rules schema`: one file for the editor, and the one line that names it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from cli import goodterms
from sync.rulebooks import load_file


def test_the_schema_is_printed() -> None:
    done = CliRunner().invoke(goodterms, ["rules", "schema"])
    Draft7Validator.check_schema(json.loads(done.stdout))
    assert done.exit_code == 0


def test_the_comment_line_that_is_told_names_the_file_and_disturbs_no_rulebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(goodterms, ["rules", "schema", "--out", "my.json"]).stdout
    line = told.split("`")[1]
    assert line == "# yaml-language-server: $schema=my.json"
    Draft7Validator.check_schema(json.loads(Path("my.json").read_text(encoding="utf-8")))
    company = "company: {from: Ana <a@maple.example>}"
    text = f"{line}\nrulebook: 1\nextends: goodterms/gentle\n{company}\n"
    Path("rules.yaml").write_text(text, encoding="utf-8")
    assert load_file(Path("rules.yaml")).problems == ()
