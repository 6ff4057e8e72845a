"""Finds rulebooks and letters on the disk, and loads them; `rules` itself never reads a file."""

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from connectors.errors import Misuse
from rules.book.load import Loaded, RulebookSource, load_rulebook
from rules.rulebook import Rulebook

SHIPPED = "goodterms/"
"""A name in `extends` that begins so is a shipped base, not a path."""


def load_file(path: Path) -> Loaded:
    """Read a rulebook file with the letters in `letters/` beside it, and all that it extends.

    Raises Misuse when the file itself cannot be read; mistakes in it come back as problems.
    """
    folder = path.parent

    def resolve(name: str, asked_by: str) -> RulebookSource:
        return find(name, folder / asked_by)

    return load_rulebook(_source(path, path.name), resolve)


def rulebook_at(path: Path) -> Rulebook:
    """Load a rulebook that has to be right. Raises Misuse with every mistake, a line each."""
    loaded = load_file(path)
    if loaded.rulebook is None:
        listed = "\n".join(f"  {problem}" for problem in loaded.problems)
        count = len(loaded.problems)
        raise Misuse(
            f'The rulebook "{path}" has {count} {"mistake" if count == 1 else "mistakes"}:\n{listed}'
        )
    return loaded.rulebook


def find(name: str, asked_by: Path) -> RulebookSource:
    """What `extends: NAME` means. Raises LookupError with a sentence when there is no such thing."""
    if name.startswith(SHIPPED):
        return _shipped(name)
    path = (asked_by.parent / name).resolve()
    try:
        return _source(path, name)
    except Misuse as error:
        raise LookupError(str(error)) from None


def _shipped(name: str) -> RulebookSource:
    bases = resources.files("rules") / "bases"
    folder = bases / name.removeprefix(SHIPPED)
    if "/" in name.removeprefix(SHIPPED) or not (folder / "rulebook.yaml").is_file():
        known = sorted(SHIPPED + base.name for base in bases.iterdir() if base.is_dir())
        known = [base for base in known if not base.endswith("__")]
        raise LookupError(f'There is no shipped rulebook "{name}"; there are: {", ".join(known)}.')
    text = (folder / "rulebook.yaml").read_text(encoding="utf-8")
    return RulebookSource(name, text, _letters(folder / "letters"))


def _source(path: Path, name: str) -> RulebookSource:
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        raise Misuse(
            f'The rulebook "{path}" cannot be read ({error.strerror}); '
            "write one with `goodterms init`, or change `file` under [rules]."
        ) from None
    return RulebookSource(name, text, _letters(path.parent / "letters"))


def _letters(folder: Path | Traversable) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".md"): file.read_bytes().decode("utf-8", errors="replace")
        for file in files
        if file.name.endswith(".md")
    }
