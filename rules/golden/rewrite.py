"""Writes anew what failing golden tests expect, in place; everything else of the file stays."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rules.golden.check import Outcome
from rules.golden.expecting import Value, as_yaml, said_of, told
from rules.golden.match import Pair
from rules.golden.read import GoldenTest, read_golden

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
    changes: list[Change] = []
    left: list[str] = []
    for outcome in sorted(outcomes, key=lambda one: one.test.at, reverse=True):
        if outcome.passed:
            continue
        change = _change(text, outcome)
        changed = None if change is None else _applied(text, change)
        if change is None or changed is None or not _only_that(text, changed, file, outcome):
            left.append(outcome.test.name)
            continue
        text = changed
        changes.append(change)
    return Rewritten(text, tuple(reversed(changes)), tuple(reversed(left)))


def expectations(outcome: Outcome) -> list[str]:
    """What is to be expected, an entry a decision, in the order of the old entries."""
    return [as_yaml(_said(one)) for one in outcome.pairs if one.decision is not None]


def _said(one: Pair) -> dict[str, Value]:
    """The keys that a person has chosen, as long as the decision is of the same kind."""
    assert one.decision is not None  # noqa: S101  (asked before)
    usual, got = said_of(one.decision), told(one.decision)
    if one.holds and one.expected is not None:
        return dict(one.expected.said)
    chosen = one.expected.said if one.expected is not None else {}
    if "decision" in chosen and chosen["decision"] != got["decision"]:
        return usual
    return {key: got[key] for key in chosen} or usual


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


def _applied(text: str, change: Change) -> str | None:
    lines = text.splitlines(keepends=True)
    start = change.first - 1
    lines[start : start + len(change.old)] = change.new
    return "".join(lines)


def _only_that(old: str, new: str, file: str, outcome: Outcome) -> bool:
    """Whether the new text reads, and differs in what this test expects and in nothing else."""
    before, after = read_golden(old, file), read_golden(new, file)
    if after.problems or len(before.tests) != len(after.tests):
        return False
    for one, other in zip(before.tests, after.tests, strict=True):
        if one.case != other.case or one.name != other.name:
            return False
        mine = one.name == outcome.test.name
        if not mine and _expected(one) != _expected(other):
            return False
    return True


def _expected(test: GoldenTest) -> list[dict[str, Value]] | None:
    return None if test.expected is None else [dict(each.said) for each in test.expected]
