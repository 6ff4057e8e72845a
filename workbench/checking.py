"""`rules check`: every mistake of a rulebook at once; then, of one that loads, what could be better."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.errors import Misuse
from rules.problems import Place, Problem
from sync.rulebooks import open_file
from workbench.excerpts import excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking one file."""

    file: str
    mistakes: tuple[Problem, ...]
    texts: Mapping[str, str]
    """The text of every file that was read, by its name in a Place."""

    @property
    def exit_code(self) -> int:
        """2 for mistakes, 0 for none."""
        return 2 if self.mistakes else 0


def check_file(path: Path) -> Checked:
    """Check one rulebook with its letters and all that it extends. Never raises."""
    try:
        opened = open_file(path, path.as_posix())
    except Misuse as error:
        problem = Problem(Place(path.as_posix(), 1, 1), str(error))
        return Checked(file=path.as_posix(), mistakes=(problem,), texts={})
    return Checked(file=path.as_posix(), mistakes=opened.loaded.problems, texts=opened.texts)


def say_check(checked: Checked) -> Iterator[str]:
    """The lines that a person reads."""
    for problem in checked.mistakes:
        yield str(problem)
        yield from excerpt(problem.place, checked.texts)
    yield f"{checked.file}: {_summary(checked)}"


def _summary(checked: Checked) -> str:
    if checked.mistakes:
        return f"{_count(len(checked.mistakes), 'mistake')}; nothing runs by it until {'it is' if len(checked.mistakes) == 1 else 'they are'} gone."
    return "no mistake, and nothing to better."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def check_json(every: Iterable[Checked]) -> list[dict[str, Any]]:
    """The same for machines, one entry a file."""
    return [
        {
            "file": checked.file,
            "mistakes": [
                {**_at(problem.place), "says": problem.says, "hint": problem.hint}
                for problem in checked.mistakes
            ],
        }
        for checked in every
    ]


def _at(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
