"""Writes anew what failing golden tests expect, in place; everything else of the file stays."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rules.golden.check import Outcome
from rules.golden.expecting import Value, as_yaml, fits, got, said_of
from rules.golden.match import Pair
from rules.golden.read import Golden, GoldenTest, read_golden

KEY: Final = "expect"
_LONE: Final = re.compile(rf"{KEY} *: *(#.*)?")
"""The key alone on its line, with what is noted beside it."""


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of the file that others take the place of, counted from 1."""

    test: str
    first: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The text with its changes, and the tests that a person has to change."""

    text: str
    changes: tuple[Change, ...]
    left: tuple[str, ...]
    """Tests whose lines hold more than what they expect, by name."""


def rewrite(text: str, file: str, outcomes: Sequence[Outcome]) -> Rewritten:
    """Have each failing test expect what is decided. `outcomes` are all of the file's."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    found = [(outcome, _change(text, outcome)) for outcome in failed]
    changes = [change for _, change in found if change is not None]
    before = read_golden(text, file)
    if not _differ_in_that_alone(before, _applied(text, changes), file, changes):
        changes = [
            change
            for change in changes
            if _differ_in_that_alone(before, _applied(text, [change]), file, [change])
        ]
    done = {change.test for change in changes}
    left = tuple(outcome.test.name for outcome in failed if outcome.test.name not in done)
    return Rewritten(_applied(text, changes), tuple(changes), left)


def expectations(outcome: Outcome) -> list[str]:
    """What is to be expected, an entry a decision, in the order of the old entries."""
    return [as_yaml(_said(one)) for one in outcome.pairs if one.decision is not None]


def _said(one: Pair) -> dict[str, Value]:
    """The keys that a person has chosen, as long as the decision is of the same kind."""
    assert one.decided is not None  # noqa: S101  (asked before)
    decided = one.decided
    usual = said_of(decided.decision)
    if one.holds and one.expected is not None:
        return dict(one.expected.said)
    chosen = one.expected.said if one.expected is not None else {}
    if "decision" in chosen and not fits("decision", chosen["decision"], decided):
        return usual
    return {key: got(decided, key, value) for key, value in chosen.items()} or usual


def _change(text: str, outcome: Outcome) -> Change | None:
    """The lines from the key to the last of its value; None where others share them."""
    lines = text.splitlines(keepends=True)
    node = outcome.test.node
    key = node.key(KEY)
    if key is None:
        return _added(lines, outcome)
    at = key.place.line - 1
    before = lines[at][: key.place.column - 1]
    if before.strip(" -"):
        return None
    end = _end(lines, at, column=key.place.column - 1)
    written = lines[at][len(before) :].rstrip()
    head = f"{before}{written if _LONE.fullmatch(written) else f'{KEY}:'}"
    new = (*_block(head, " " * len(before), outcome, ending=_ending(lines[at])),)
    return Change(outcome.test.name, at + 1, tuple(lines[at:end]), new)


def _added(lines: list[str], outcome: Outcome) -> Change | None:
    """A test that expects nothing yet gets its expectation after its last line."""
    node = outcome.test.node
    last = node.entries[-1]
    before = lines[last.key.place.line - 1][: last.key.place.column - 1]
    if before.strip(" -"):
        return None
    indent = " " * len(before)
    end = _end(lines, last.key.place.line - 1, column=len(before))
    old = lines[end - 1]
    ending = _ending(old)
    whole = old if old.endswith(ending) else f"{old}{ending}"
    new = (whole, *_block(f"{indent}{KEY}:", indent, outcome, ending=ending))
    return Change(outcome.test.name, end, (old,), new)


def _block(head: str, indent: str, outcome: Outcome, *, ending: str) -> Iterator[str]:
    wanted = expectations(outcome)
    if not wanted:
        head = f"{head.partition('#')[0].rstrip()} []"
    yield f"{head}{ending}"
    for entry in wanted:
        yield f"{indent}  - {entry}{ending}"


def _ending(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else "\n"


def _end(lines: Sequence[str], at: int, *, column: int) -> int:
    """The line after the value of a key in this column; comments before what follows are not its."""
    end = at + 1
    for number in range(at + 1, len(lines)):
        line = lines[number]
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if indent < column or (indent == column and not words.startswith(("- ", "]", "}"))):
            break
        end = number + 1
    return end


def _applied(text: str, changes: Sequence[Change]) -> str:
    lines = text.splitlines(keepends=True)
    for change in sorted(changes, key=lambda one: one.first, reverse=True):
        start = change.first - 1
        lines[start : start + len(change.old)] = change.new
    return "".join(lines)


def _differ_in_that_alone(before: Golden, text: str, file: str, changes: Sequence[Change]) -> bool:
    """Whether the new text reads, and differs in what these tests expect and in nothing else."""
    after = read_golden(text, file)
    changed = {change.test for change in changes}
    return (
        not after.problems
        and len(before.tests) == len(after.tests)
        and all(
            (one.name, one.case) == (other.name, other.case)
            and (one.name in changed or _expected(one) == _expected(other))
            for one, other in zip(before.tests, after.tests, strict=True)
        )
    )


def _expected(test: GoldenTest) -> list[dict[str, Value]] | None:
    return None if test.expected is None else [dict(each.said) for each in test.expected]
