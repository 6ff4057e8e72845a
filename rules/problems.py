"""What is wrong with a file that a consultant wrote: a place, a sentence, a way out."""

from dataclasses import dataclass


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
