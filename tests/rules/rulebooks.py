"""Loads rulebooks in tests: a text in, what was read or every problem out."""

import inspect
from pathlib import Path

from rules.book.load import Loaded, RulebookSource, load_rulebook
from rules.rulebook import Rulebook

ROOT = Path(__file__).parents[2]
BASES = ROOT / "rules" / "bases"
GENTLE = BASES / "gentle"
EXAMPLES = sorted(
    path for path in (ROOT / "examples").rglob("*.yaml") if not path.name.endswith(".tests.yaml")
)
"""The rulebooks among the examples."""
SHIPPED = ("gentle", "standard", "firm")


def resolve(name: str, asked_by: str) -> RulebookSource:
    """The shipped bases, and nothing else."""
    base = name.removeprefix("goodterms/")
    if base == name or base not in SHIPPED:
        raise LookupError(f'There is no rulebook "{name}".')
    folder = BASES / base
    lie = folder / "letters"
    letters = {
        path.relative_to(lie).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in lie.glob("**/*.md")
    }
    text = (folder / "rulebook.yaml").read_text("utf-8")
    return RulebookSource(name, text, letters, language="en")


def load(text: str, **files: str) -> Loaded:
    """Load `rules.yaml`; `files` are further rulebooks by name, beside the shipped base."""

    def find(name: str, asked_by: str) -> RulebookSource:
        return RulebookSource(name, files[name]) if name in files else resolve(name, asked_by)

    return load_rulebook(RulebookSource("rules.yaml", text), find)


def gentle(extra: str = "") -> str:
    """The smallest complete rulebook, and some lines more."""
    head = "rulebook: 1\nextends: goodterms/gentle\n"
    sender = "" if "company:" in extra else "company: {from: Ana <ana@maple.example>}\n"
    return head + sender + inspect.cleandoc(extra) + "\n"


def read(extra: str) -> Rulebook:
    """Such a rulebook, which has to be right."""
    loaded = load(gentle(extra))
    assert loaded.problems == ()
    assert loaded.rulebook is not None
    return loaded.rulebook


def problems(extra: str) -> list[str]:
    """What is wrong with the lines added to the smallest complete rulebook, without its place."""
    return [f"{p.says} {p.hint or ''}".strip() for p in load(gentle(extra)).problems]


def read_whole(text: str) -> Rulebook:
    """A whole rulebook, which has to be right."""
    loaded = load(text)
    assert loaded.problems == ()
    assert loaded.rulebook is not None
    return loaded.rulebook
