"""Finds rulebooks and letters on the disk, and loads them; `rules` itself never reads a file."""

import os
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from connectors.errors import Misuse
from rules.book.letter_files import letter_file
from rules.book.load import Loaded, RulebookSource, load_rulebook
from rules.problems import quoted
from rules.rulebook import Rulebook

SHIPPED = "goodterms/"
"""A name in `extends` that begins so is a shipped base, not a path."""
SHIPPED_IN = "en"
"""The language of the shipped letters that lie in no folder of a language."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a rulebook's file, and the text of every file that was read for it."""

    loaded: Loaded
    sources: tuple[RulebookSource, ...]
    """The file itself first, then the bases in the order in which they extend one another."""

    @property
    def texts(self) -> dict[str, str]:
        """The text of every rulebook and letter, by the name that a Place gives it."""
        found = {}
        for source in self.sources:
            found[source.name] = source.text
            found |= {letter_file(source, name): text for name, text in source.letters.items()}
        return found


def load_file(path: Path) -> Loaded:
    """Read a rulebook file with the letters in `letters/` beside it, and all that it extends.

    Raises Misuse when the file itself cannot be read; mistakes in it come back as problems.
    """
    return open_file(path, path.name).loaded


def open_file(path: Path, name: str, *, base: str | None = None) -> Opened:
    """The same, with the texts; every place in the file is told under this name.

    With `base`, that absolute path or shipped base stands in the place of what the rulebook itself extends.
    """
    sources = [_source(path, name)]
    where = {name: path}

    def resolve(wanted: str, asked_by: str) -> RulebookSource:
        if base is not None and asked_by == name:
            wanted = base
        found, at = find(wanted, where.get(asked_by))
        if at is not None:
            shown = os.path.normpath(os.path.join(os.path.dirname(asked_by), wanted))
            found = replace(found, name=Path(shown).as_posix())
            where[found.name] = at
        sources.append(found)
        return found

    return Opened(load_rulebook(sources[0], resolve), tuple(sources))


def rulebook_at(path: Path) -> Rulebook:
    """Load a rulebook that has to be right. Raises Misuse with every mistake, a line each."""
    return right(path, load_file(path))


def right(path: Path, loaded: Loaded) -> Rulebook:
    """The rulebook that was loaded. Raises Misuse with every mistake, a line each."""
    if loaded.rulebook is None:
        listed = "\n".join(f"  {problem}" for problem in loaded.problems)
        count = len(loaded.problems)
        raise Misuse(
            f'The rulebook "{path}" has {count} {"mistake" if count == 1 else "mistakes"}:\n{listed}'
        )
    return loaded.rulebook


def find(name: str, asked_by: Path | None) -> tuple[RulebookSource, Path | None]:
    """What `extends: NAME` means in a file, and where it lies; a shipped base lies nowhere.

    Raises LookupError with a sentence when there is no such thing.
    """
    if name.startswith(SHIPPED) or asked_by is None:
        return _shipped(name), None
    try:
        path = (asked_by.parent / name).resolve()
        return _source(path, name), path
    except Misuse as error:
        raise LookupError(str(error)) from None
    except RuntimeError:  # links that lead to one another
        raise LookupError("it is a link that leads to itself.") from None


def _shipped(name: str) -> RulebookSource:
    bases = resources.files("rules") / "bases"
    known = sorted(SHIPPED + base.name for base in bases.iterdir() if base.is_dir())
    known = [base for base in known if not base.endswith("__")]
    if name not in known:
        listed = ", ".join(known)
        raise LookupError(f"There is no shipped rulebook {quoted(name)}; there are: {listed}.")
    folder = bases / name.removeprefix(SHIPPED)
    text = (folder / "rulebook.yaml").read_text(encoding="utf-8")
    return RulebookSource(name, text, _letters(folder / "letters"), language=SHIPPED_IN)


def _source(path: Path, name: str) -> RulebookSource:
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        if path.as_posix().startswith(SHIPPED):
            raise Misuse(
                f'"{path.as_posix()}" is a base, and nobody signs its letters; name a rulebook that '
                f"says `extends: {path.as_posix()}`, or compare with `goodterms rules rollout`."
            ) from None
        raise Misuse(
            f'The rulebook "{path}" cannot be read ({error.strerror}); '
            "write one with `goodterms init`, or change `file` under [rules]."
        ) from None
    try:
        return RulebookSource(name, text, _letters(path.parent / "letters"))
    except OSError as error:
        raise Misuse(
            f'The letter "{error.filename}" cannot be read ({error.strerror}); '
            "make it a readable file, or take it out of the folder."
        ) from None


def _letters(folder: Path | Traversable, *, levels: int = 3) -> dict[str, str]:
    """By name; those in the folder of a language as `de/nudge`. Links may go round in a circle."""
    if not levels or not folder.is_dir():
        return {}
    found: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".md"):
            text = file.read_bytes().decode("utf-8", errors="replace")
            found[file.name.removesuffix(".md")] = text
        elif file.is_dir() and "." not in file.name:
            inner = _letters(file, levels=levels - 1)
            found |= {f"{file.name}/{name}": text for name, text in inner.items()}
    return found
