"""What is wrong with a file that a consultant wrote: a place, a sentence, a way out."""

import re
from dataclasses import dataclass
from typing import Final

_ENDS: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
LONGEST_QUOTED: Final = 60
"""Characters of a value that a sentence shows."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a rulebook or a letter, counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. All of a file's are reported at once."""

    place: Place
    says: str
    """A full sentence with the value in quotes."""
    hint: str | None = None
    """The nearest right word, or what to write instead."""

    def __str__(self) -> str:
        return f"{self.place}: {self.says}" + (f" {self.hint}" if self.hint else "")


def lines_of(text: str) -> list[str]:
    """The lines of a file as a Place counts them; the mark at its beginning is none of them."""
    return _ENDS.split(text.removeprefix("\ufeff"))


def quoted(text: str) -> str:
    """The value as it is shown in a sentence: in quotes, on one line, shortened.

    What no terminal shows, or what turns the direction of the rest, is written as its number.
    """
    line = "".join(
        char if char.isprintable() else f"<U+{ord(char):04X}>" for char in " ".join(text.split())
    )
    cut = f"{line[: LONGEST_QUOTED - 3]}..." if len(line) > LONGEST_QUOTED else line
    return f'"{cut}"'
