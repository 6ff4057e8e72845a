"""`rules check`: every mistake of a rulebook at once; then, of one that loads, what could be better."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from connectors.errors import Misuse
from reports.excerpts import excerpt
from rules.book.letter_files import letter_file
from rules.book.source import RulebookSource
from rules.lint.groups import asks_for_groups
from rules.lint.lint import Remark, lint
from rules.problems import Place, Problem
from rules.rulebook import Rulebook
from sync.rulebooks import Opened, open_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking one file."""

    file: str
    mistakes: tuple[Problem, ...]
    remarks: tuple[Remark, ...] = ()
    """What the linter says of a rulebook without mistakes, in the order of the files."""
    letters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a rulebook without mistakes the letters that count, by the rulebook beside which they lie."""
    texts: Mapping[str, str]
    """The text of every file that was read, by its name in a Place."""

    @property
    def findings(self) -> tuple[Remark, ...]:
        """The remarks that the rulebook does not allow."""
        return tuple(remark for remark in self.remarks if remark.allowed is None)

    @property
    def exit_code(self) -> int:
        """2 for mistakes, 1 for findings, 0 for neither."""
        return 2 if self.mistakes else int(bool(self.findings))


Groups = Callable[[Path], frozenset[str] | None]
"""The groups of the customers whom the rulebook at a path is for; None where they are not known."""


def _not_known(_: Path) -> None:
    return None


def check_file(path: Path, *, terms: tuple[int, ...] = (), groups: Groups = _not_known) -> Checked:
    """Check one rulebook with its letters and all that it extends. Never raises.

    `terms` are those that the company's ledger shows, in days, beside those that the rulebook says;
    `groups` is asked only for a rulebook that asks for one.
    """
    try:
        opened = open_file(path, path.as_posix())
    except Misuse as error:
        problem = Problem(Place(path.as_posix(), 1, 1), str(error))
        return Checked(file=path.as_posix(), mistakes=(problem,), texts={})
    loaded = opened.loaded
    book = loaded.rulebook
    if book is not None and asks_for_groups(book):
        book = replace(book, groups=groups(path))
    return Checked(
        file=path.as_posix(),
        mistakes=loaded.problems,
        remarks=_remarks(book, path.as_posix(), terms) if book else (),
        letters=_letters(opened) if loaded.rulebook else {},
        texts=opened.texts,
    )


def _letters(opened: Opened) -> Mapping[str, tuple[str, ...]]:
    """The user's own rulebook first, though it has none."""
    found: dict[str, list[str]] = {source.name: [] for source in opened.sources}
    beside = {_folder(source): source.name for source in reversed(opened.sources)}
    for name, letter in opened.loaded.rulebook.letters.items() if opened.loaded.rulebook else ():
        folder = PurePosixPath(letter.at.file).parent
        found[beside.get(folder) or beside[folder.parent]].append(name)
    return {of: tuple(sorted(names, key=_by_language)) for of, names in found.items()}


def _folder(source: RulebookSource) -> PurePosixPath:
    return PurePosixPath(letter_file(source, "any")).parent


def _by_language(name: str) -> tuple[bool, str]:
    return ("/" in name, name)


def _remarks(rulebook: Rulebook, first: str, terms: tuple[int, ...]) -> tuple[Remark, ...]:
    company = replace(rulebook.company, terms=(*rulebook.company.terms, *terms))
    found = lint(replace(rulebook, company=company))
    return tuple(sorted(found, key=lambda each: (each.at.file != first, each.at, each.rule.code)))


def say_check(checked: Checked) -> Iterator[str]:
    """The lines that a person reads."""
    for problem in checked.mistakes:
        yield str(problem)
        yield from excerpt(problem.place, checked.texts)
    for remark in checked.findings:
        yield f"{remark.at}: {remark.rule.code} {remark.rule.name}: {remark.found.says}"
        yield from excerpt(remark.at, checked.texts)
        yield f"{'':>5} = {remark.found.fix}"
    if checked.letters:
        yield f"{checked.file}: letters: {_counted(checked.letters)}."
    yield f"{checked.file}: {_summary(checked)}"


def _counted(letters: Mapping[str, tuple[str, ...]]) -> str:
    """How many letters of whose count; those in the company's language, and every one of one's own."""
    (_, own), *others = letters.items()
    said = [f"{len(own)} of your own ({', '.join(own)})" if own else "none of your own"]
    for base, names in others:
        plain = [name for name in names if "/" not in name]
        said += [f"{len(plain)} of {base}"] if plain else []
    return ", ".join(said)


def _summary(checked: Checked) -> str:
    if checked.mistakes:
        gone = "it is" if len(checked.mistakes) == 1 else "they are"
        told = _count(len(checked.mistakes), "mistake")
        return f"{told}; nothing runs by it until {gone} gone."
    allowed = len(checked.remarks) - len(checked.findings)
    also = f" ({allowed} more allowed)" if allowed else ""
    if checked.findings:
        return f"no mistake, and {_count(len(checked.findings), 'finding')}{also}."
    return f"no mistake, and nothing to better{also}."


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
            "findings": [_remark_json(remark) for remark in checked.findings],
            "allowed": [
                {**_remark_json(remark), "because": remark.allowed}
                for remark in checked.remarks
                if remark.allowed is not None
            ],
            "letters": _letters_json(checked.letters),
        }
        for checked in every
    ]


def _letters_json(letters: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    own, *others = letters.items() if letters else [("", ())]
    return {"own": list(own[1]), "of": {base: list(names) for base, names in others}}


def _remark_json(remark: Remark) -> dict[str, Any]:
    said = {"code": remark.rule.code, "name": remark.rule.name}
    return {**said, **_at(remark.at), "says": remark.found.says, "fix": remark.found.fix}


def _at(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
