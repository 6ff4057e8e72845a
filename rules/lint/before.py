"""Which earlier conditions are held against a later one: all of a few, of many the likely ones.

Left out is only what hardly ever takes a later condition's customers away. So nothing wrong is said,
and a rulebook with hundreds of routes is looked through in a moment.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rules.comparisons import Like, OneOf, Test
from rules.conditions import All, FactTest
from rules.rulebook import Condition

FEW: Final = 16
"""So many are all held against it; of more, so many of each kind."""
_END: Final = "\ue000"
"""Stands at the end of a text without `*` and `?`."""
_Literal = tuple[str, str]
"""A fact, and what its text begins with."""


class Before:
    """The conditions that are asked before another one."""

    def __init__(self) -> None:
        self._every: list[Condition] = []
        self._broad: list[Condition] = []
        """Those that ask for no text."""
        self._by_literal: dict[_Literal, list[Condition]] = defaultdict(list)

    def add(self, condition: Condition) -> None:
        """It is asked before those to come."""
        self._every.append(condition)
        several = list(_literals(condition))
        if not several:
            self._broad.append(condition)
            return
        telling = max(several, key=lambda each: min(len(text) for _, text in each))
        for literal in dict.fromkeys(telling):
            self._by_literal[literal].append(condition)

    def of(self, condition: Condition) -> list[Condition]:
        """Those that may take its customers: all of a few, else those whose texts fit, and the broad ones."""
        if len(self._every) <= FEW:
            return self._every
        begins = dict.fromkeys(
            (fact, text[:length])
            for several in _literals(condition)
            for fact, text in several
            for length in range(1, len(text) + 1)
        )
        like = [each for begin in begins for each in self._by_literal.get(begin, ())]
        return [*_ends(like), *_ends(self._broad)]


def _ends(conditions: list[Condition]) -> list[Condition]:
    if len(conditions) <= FEW:
        return conditions
    return [*conditions[: FEW // 2], *conditions[-FEW // 2 :]]


def _literals(condition: Condition) -> Iterator[list[_Literal]]:
    """What each text that it needs begins with; a list of them where one of several is enough."""
    for part in condition.parts if isinstance(condition, All) else (condition,):
        if isinstance(part, FactTest):
            found = [(part.fact, text) for text in _texts(part.test)]
            if found and all(text for _, text in found):
                yield found


def _texts(test: Test) -> Iterator[str]:
    if isinstance(test, OneOf):
        for each in test.tests:
            yield from _texts(each)
    elif isinstance(test, Like) and not test.other:
        begins, *more = re.split(r"[*?]", test.shown, maxsplit=1)
        yield begins.casefold() + ("" if more else _END)
    else:
        yield ""
