"""`rules test`: the golden tests beside a rulebook, run, told, and rewritten after a look."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from connectors.errors import Misuse
from reports.excerpts import excerpt
from rules.case import Case
from rules.decisions import Decision
from rules.golden.check import LetterOf, Outcome, check, say
from rules.golden.expecting import Value, told
from rules.golden.match import Pair
from rules.golden.read import Golden, read_golden
from rules.golden.rewrite import Change, Rewritten, rewrite
from rules.problems import Place, Problem
from rules.rulebook import Rulebook
from sync.plan import pays_well
from sync.rulebooks import open_file
from sync.setup import write_file

ENDING: Final = ".tests.yaml"
"""Of the name of a file of tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came of one file of tests."""

    file: str
    mistakes: tuple[Problem, ...] = ()
    """In the tests, or in the rulebook that they are about; then nothing was tested."""
    outcomes: tuple[Outcome, ...] = ()
    texts: dict[str, str]
    rewritten: Rewritten | None = None
    """What `--update` wrote."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The tests that expect something else than what is decided."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    @property
    def exit_code(self) -> int:
        """2 for mistakes, 1 for a test that fails and was not rewritten, 0 for neither."""
        if self.mistakes:
            return 2
        left = self.rewritten.left if self.rewritten else self.failed
        return int(bool(left))


def tests_beside(rulebook: Path) -> tuple[Path, ...]:
    """Every file of tests in the folder of a rulebook. Raises Misuse when there is none."""
    found = sorted(rulebook.parent.glob(f"*{ENDING}"))
    if not found:
        raise Misuse(
            f'There are no tests beside "{rulebook}"; write "{_own_tests(rulebook)}", or begin one '
            f"with `goodterms rules record INVOICE > {_own_tests(rulebook)}`."
        )
    return tuple(found)


def _own_tests(rulebook: Path) -> str:
    return f"{rulebook.stem}{ENDING}"


def run_tests(path: Path, *, update: bool = False) -> Tested:
    """Run the tests of one file; with `update` have those that fail expect what is decided.

    Whatever is wrong with the files is told as a mistake. Raises NeedsPerson when the file cannot
    be written.
    """
    file = path.as_posix()
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        says = f'The tests "{file}" cannot be read ({error.strerror}).'
        return Tested(file=file, mistakes=(Problem(Place(file, 1, 1), says),), texts={})
    golden = read_golden(text, file)
    tested = _tested(path, golden, text)
    if not update or not tested.failed:
        return tested
    rewritten = rewrite(text, file, tested.outcomes)
    if rewritten.changes:
        write_file(path, rewritten.text)
    return replace(tested, rewritten=rewritten)


def _tested(path: Path, golden: Golden, text: str) -> Tested:
    file, texts = path.as_posix(), {path.as_posix(): text}
    if golden.problems and golden.rulebook is None and not golden.tests:
        return Tested(file=file, mistakes=golden.problems, texts=texts)
    rulebook_file = _rulebook_of(path, golden)
    try:
        opened = open_file(rulebook_file, rulebook_file.as_posix())
    except Misuse as error:
        problem = Problem(Place(file, 1, 1), str(error), 'Name it under "rulebook".')
        return Tested(file=file, mistakes=(*golden.problems, problem), texts=texts)
    mistakes = (*golden.problems, *opened.loaded.problems)
    rulebook = opened.loaded.rulebook
    if mistakes or rulebook is None:
        return Tested(file=file, mistakes=mistakes, texts=texts | opened.texts)
    outcomes = tuple(check(rulebook, test, _letter_of(rulebook)) for test in golden.tests)
    return Tested(file=file, outcomes=outcomes, texts=texts)


def _letter_of(rulebook: Rulebook) -> LetterOf:
    def write(case: Case, decision: Decision) -> str:
        from workbench.texts import letter_of_case

        return letter_of_case(rulebook, case, decision, good_history=pays_well(case.behaviour))

    return write


def _rulebook_of(path: Path, golden: Golden) -> Path:
    """The rulebook that is named in the file, else the one of the file's own name."""
    own = f"{path.name.removesuffix(ENDING).removesuffix('.yaml')}.yaml"
    return Path(os.path.normpath(path.parent / (golden.rulebook or own)))


def say_tested(tested: Tested) -> Iterator[str]:
    """The lines that a person reads."""
    for problem in tested.mistakes:
        yield str(problem)
        yield from excerpt(problem.place, tested.texts)
    for outcome in tested.failed:
        yield from say(outcome)
    if tested.rewritten is not None:
        yield from _say_rewritten(tested.file, tested.rewritten)
    yield f"{tested.file}: {_summary(tested)}"


def _say_rewritten(file: str, rewritten: Rewritten) -> Iterator[str]:
    for change in rewritten.changes:
        yield f"{file}:{change.first}: rewritten: {change.test}"
        yield from _say_change(change)
    for name in rewritten.left:
        yield f'{file}: "{name}" is left: write its keys on lines of their own, without braces.'


def _say_change(change: Change) -> Iterator[str]:
    yield from (f"  - {line.rstrip()}" for line in change.old)
    yield from (f"  + {line.rstrip()}" for line in change.new)


def _summary(tested: Tested) -> str:
    if tested.mistakes:
        number = len(tested.mistakes)
        return f"{number} {'mistake' if number == 1 else 'mistakes'}; nothing was tested."
    passed = len(tested.outcomes) - len(tested.failed)
    told = f"{passed} of {len(tested.outcomes)} tests passed"
    return f"{told}, {len(tested.rewritten.changes)} rewritten." if tested.rewritten else f"{told}."


def tested_json(every: Iterable[Tested]) -> list[dict[str, Any]]:
    """The same for machines, one entry a file."""
    return [
        {
            "file": tested.file,
            "mistakes": [_mistake_json(problem) for problem in tested.mistakes],
            "tests": [_outcome_json(outcome) for outcome in tested.outcomes],
            "rewritten": [change.test for change in tested.rewritten.changes]
            if tested.rewritten
            else [],
        }
        for tested in every
    ]


def _mistake_json(problem: Problem) -> dict[str, Any]:
    place = problem.place
    at = {"file": place.file, "line": place.line, "column": place.column}
    return {**at, "says": problem.says, "hint": problem.hint}


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    at = outcome.test.at
    said = {"test": outcome.test.name, "line": at.line, "passed": outcome.passed}
    return {**said, "differences": [_pair_json(one) for one in outcome.pairs if not one.holds]}


def _pair_json(one: Pair) -> dict[str, Any]:
    wanted: dict[str, Value] | None = dict(one.expected.said) if one.expected else None
    if one.decision is None or one.decided is None:
        return {"expected": wanted, "got": None, "differs": [], "because": None, "findings": []}
    return {
        "expected": wanted,
        "got": told(one.decision),
        "letter": one.decided.letter or None,
        "differs": [each.key for each in one.differences],
        "because": one.decision.reason,
        "findings": [
            {"holds": finding.holds, "says": finding.says, "at": finding.at}
            for finding in one.decision.findings
        ],
    }
