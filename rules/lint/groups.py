"""Groups that a rulebook asks for, and that no customer in the ledger is in."""

from collections.abc import Iterator

from rules.book.fields import nearest
from rules.book.names_asked import likes
from rules.conditions import conditions_of, tests_in
from rules.lint.found import Found
from rules.problems import quoted
from rules.rulebook import Rulebook

GROUP = "group"


def asks_for_groups(book: Rulebook) -> bool:
    """Whether any condition asks for a group."""
    return any(
        test.fact == GROUP for condition in conditions_of(book) for test in tests_in(condition)
    )


def unknown_groups(book: Rulebook) -> Iterator[Found]:
    """Names and patterns that no group is like; nothing where the groups are not known."""
    if book.groups is None:
        return
    known = sorted(book.groups)
    tests = (test for condition in conditions_of(book) for test in tests_in(condition))
    for test in (test for test in tests if test.fact == GROUP):
        for like in likes(test.test):
            if not any(like.pattern.fullmatch(name) for name in known):
                says = f"No customer in the ledger is in the group {quoted(like.shown)}."
                fix = nearest(like.shown, known) or "Name it as it is called in the ledger."
                yield Found(like.at or test.at, says, fix)
