"""The files that steer Goodterms, spoilt: one sentence with its place, also for whoever types a command."""

import contextlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cli import main
from connectors.errors import Misuse, Trouble
from sync.approvals import read_approved
from sync.config import load_settings
from sync.house import Opener
from sync.plan import canonical_hash
from tests.acceptance.pages import whole
from tests.acceptance.spoiling import (
    BOOKS,
    CONFIGURATION,
    CONFIGURATIONS,
    LETTERS,
    SETTINGS,
    TEMPLATING,
    TESTS,
    VALUES,
)
from tests.mutations import EFFORT, mutate


def numbered(many: int) -> Iterator[Random]:
    """Chance that is the same each time; a failure names the text."""
    return (Random(seed) for seed in range(many * EFFORT))


def sentence(read: Callable[[Path], object], path: Path) -> str | None:
    """What is told instead of reading the file."""
    try:
        read(path)
    except Misuse as mistake:
        return str(mistake)
    return None


def write(path: Path, text: str) -> None:
    """Also what is no text at all."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company's files, all right."""
    made = tmp_path_factory.mktemp("spoilt")
    (made / "letters").mkdir()
    (made / "rules.yaml").write_text(whole(""), "utf-8")
    (made / "rules.tests.yaml").write_text(TESTS[-1], "utf-8")
    (made / "goodterms.toml").write_text(CONFIGURATION, "utf-8")
    return made


def test_a_spoilt_configuration_is_told_with_the_line_or_opens(folder: Path) -> None:
    path = folder / "spoilt.toml"
    for random in numbered(150):
        text = random.choice(CONFIGURATIONS)
        write(path, mutate(text, random, others=CONFIGURATIONS, words=SETTINGS))
        told = sentence(load_settings, path)
        if told is not None:
            assert re.search(r'spoilt\.toml" .*\bline \d', told), path.read_bytes()
            assert told.isprintable()
            continue
        with Opener(load_settings(path)) as opener:
            for part in ("ledger", "channel", "inbox", "rulebook"):
                with contextlib.suppress(Trouble):
                    getattr(opener, part)


PLAN = {
    "company": "Maple",
    "on": "2026-11-17",
    "decisions": [
        {
            "decision": "remind",
            "policy": "late payers",
            "step": "nudge",
            "channel": "email",
            "letter": "nudge",
            "words": ["from Ana Reid <accounts@maple.example>", "letter 6fd2ec74f12c32f1"],
            "to": [{"name": "Jo", "email": "jo@acme.example"}],
            "cc": [],
            "customer": {"id": "acme", "name": "Acme"},
            "invoices": [{"id": "1", "balance": "115.00", "due": "2026-11-12", "step": "nudge"}],
            "reason": "5 days overdue.",
        }
    ],
}
APPROVAL = {"by": "Ana Reid", "at": "2026-11-17T09:00:00Z", "except": ["Beta"]}
PIECES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    "",
    [],
    {},
    "\ufeff",
    "x" * 900,
    [None],
    {"email": 5},
    [[]],
)


def poked(value: Any, random: Random) -> Any:
    """The value with something else at one place in it."""
    if isinstance(value, dict | list) and value and random.random() < 0.85:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = random.choice(keys)
        copy = value.copy()
        copy[key] = poked(value[key], random)
        if isinstance(copy, dict) and random.random() < 0.05:
            del copy[key]
        return copy
    return random.choice(PIECES)


def test_a_spoilt_plan_is_one_sentence_or_a_plan(folder: Path) -> None:
    """Also one whose hash fits, as of somebody who knows how it is made."""
    path, beside = folder / "plan.json", folder / "plan.approved.json"
    read = 0
    for random in numbered(300):
        plan = poked(PLAN, random) if random.random() < 0.8 else PLAN
        made = canonical_hash(plan) if isinstance(plan, dict) else ""
        if isinstance(plan, dict):
            plan = {**plan, "plan": made}
        approval = {**APPROVAL, "plan": made}
        write(beside, json.dumps(poked(approval, random) if random.random() < 0.3 else approval))
        text = json.dumps(plan, indent=1)
        write(path, mutate(text, random) if random.random() < 0.3 else text)
        told = sentence(read_approved, path)
        read += told is None
        assert told is None or ("/plan." in told and told.isprintable()), told
    assert read > 10


FILES = {
    "rules.yaml": (BOOKS, VALUES, ["rules check rules.yaml", "rules show --effective"]),
    "letters/nudge.md": (LETTERS, TEMPLATING, ["rules check rules.yaml --json"]),
    "rules.tests.yaml": (TESTS, VALUES, ["rules test", "rules test rules.tests.yaml --update"]),
    "goodterms.toml": (CONFIGURATIONS, SETTINGS, ["rules show", "rules test"]),
    "plan.json": ([json.dumps(PLAN, indent=1)], (), ["approve plan.json --by Ana"]),
}
"""What is spoilt -> from what, with which words, and what is typed then."""
PLACE = r'[\w.]+(/[\w.-]+)*:\d+:\d+: |\bline"?:? \d|plan\.json"|cannot be read \('
"""A place as a person or a machine reads it; of a file that is not there, its name."""


@pytest.mark.parametrize("file", FILES)
def test_whoever_types_a_command_with_a_spoilt_file_reads_a_sentence(
    file: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    texts, words, commands = FILES[file]
    right = Path(file).read_bytes() if Path(file).exists() else None
    for random in numbered(12):
        write(Path(file), mutate(random.choice(texts), random, words=words))
        for command in commands:
            monkeypatch.setattr(sys, "argv", ["goodterms", *command.split()])
            with pytest.raises(SystemExit) as ended:
                main()
            out, err = capfd.readouterr()
            said = f"{command}: {out}{err}"
            assert ended.value.code in (0, 1, 2), said
            assert "Traceback" not in said, said
            assert "mistake in Goodterms" not in said, said
            if ended.value.code == 2:
                assert re.search(PLACE, said), said
    Path(file).unlink()
    if right is not None:
        Path(file).write_bytes(right)
