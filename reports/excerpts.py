"""The line of a file that a place names, with a mark under the column."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rules.problems import Place, lines_of

LONGEST: Final = 100
"""Characters of a line that are shown."""


def excerpt(place: Place, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Two lines: the one that is meant, and the mark; none where there is no such line."""
    lines = _lines(texts[place.file]) if place.file in texts else ()
    if not 0 < place.line <= len(lines):
        return ()
    line = lines[place.line - 1]
    column = min(place.column - 1, len(line))
    first = max(0, column - LONGEST // 2) if len(line) > LONGEST else 0
    number = f"{place.line:>5}"
    shown = _plain(line[first : first + LONGEST]).rstrip()
    before = " " * sum(map(_width, _plain(line[first:column])))
    return (f"{number} | {shown}", f"{' ' * len(number)} | {before}^")


@lru_cache(maxsize=16)  # a file of many findings is asked for each of them
def _lines(text: str) -> tuple[str, ...]:
    return tuple(lines_of(text))


def _plain(line: str) -> str:
    return "".join(" " if not char.isprintable() else char for char in line)


def _width(char: str) -> int:
    """How many columns a terminal gives a character."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
