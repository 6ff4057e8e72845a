"""The letters beside the files of a rulebook: which of several counts, and in which language.

A letter in `letters/` is in the company's language, one in `letters/de/` in German. Those that ship
are in English, whatever the language of the company whose rulebook extends them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from rules.book.fields import Problems, nearest
from rules.book.source import RulebookSource
from rules.letters.letter import Letter, read_letter
from rules.letters.phrases import PHRASES
from rules.problems import Place, quoted

T = TypeVar("T")


def letter_file(source: RulebookSource, name: str) -> str:
    """Where a letter lies, as a Place names it: in `letters/`, beside its rulebook."""
    path = PurePosixPath(source.name)
    folder = path.parent if path.suffix in (".yaml", ".yml") else path
    return str(folder / "letters" / f"{name}.md")


def nearest_letters(sources: Iterable[RulebookSource]) -> dict[str, tuple[RulebookSource, str]]:
    """Of letters with one name and language the one nearest to the user's rulebook; that first.

    By name and folder; a letter of a base that is in a language of its own stands in its folder.
    """
    found: dict[str, tuple[RulebookSource, str]] = {}
    for source in sources:
        for name in sorted(source.letters):
            key = f"{source.language}/{name}" if source.language and "/" not in name else name
            found.setdefault(key, (source, name))
    return found


def in_language(letters: Mapping[str, T], usual: str) -> dict[str, T]:
    """Those in the company's language by their names alone, the nearest first as they are given."""
    found: dict[str, T] = {}
    for key, letter in letters.items():
        folder, _, name = key.rpartition("/")
        found.setdefault(name if folder in ("", usual) else key, letter)
    return found


def read_letters(sources: Iterable[RulebookSource], problems: Problems) -> dict[str, Letter]:
    """Every letter that counts, the nearest first."""
    letters: dict[str, Letter] = {}
    for key, (source, name) in nearest_letters(sources).items():
        if not _is_of_a_language(source, name, problems):
            continue
        letter, found = read_letter(name, source.letters[name], letter_file(source, name))
        problems.found.extend(found)
        if letter is not None:
            letters[key] = letter
    return letters


def named(letters: Mapping[str, Letter], usual: str) -> dict[str, Letter]:
    """The letters of a rulebook, each under the name by which it is looked up."""
    return {
        key: letter if letter.name == key else replace(letter, name=key)
        for key, letter in in_language(letters, usual).items()
    }


def _is_of_a_language(source: RulebookSource, name: str, problems: Problems) -> bool:
    """A letter in a folder has to be in a language whose days and amounts Goodterms can say."""
    folder, _, own = name.rpartition("/")
    if not own or not folder or folder in PHRASES:
        return True
    says = f"{quoted(folder)} is not a language whose days and amounts can be said."
    problems.add(Place(letter_file(source, name), 1, 1), says, nearest(folder, PHRASES))
    return False
