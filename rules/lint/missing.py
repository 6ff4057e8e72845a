"""Conditions that keep an invoice quiet because the ledger says nothing of what they ask for."""

from collections.abc import Iterator
from typing import Final

from rules.conditions import asking
from rules.lint.found import Found
from rules.lint.worlds import Unclear, share, verdict, worlds
from rules.problems import quoted
from rules.rulebook import Condition, Rulebook, Verdict

_FACTS: Final = {
    "reference": "An invoice",
    "class": "An invoice",
    "department": "An invoice",
    "country": "A customer",
}
"""Texts that a ledger often has not, and whose they are."""
_NAMED: Final = ("customer", "group")
"""Whoever names customers says that theirs have it; the others are not asked."""

_Asked = tuple[str, str, Condition]


def missing_texts(book: Rulebook) -> Iterator[Found]:
    """Of each kind of part the first that holds what has no such text, and how many there are."""
    asked = list(_asked(book))
    for kind in dict.fromkeys(kind for kind, _, _ in asked):
        for fact in _FACTS:
            parts = [(name, when) for of, name, when in asked if of == kind]
            hanging = [(name, when) for name, when in parts if _hangs(when, fact, len(parts))]
            if hanging:
                yield _found(kind, fact, *hanging[0], more=len(hanging) - 1)


def _asked(book: Rulebook) -> Iterator[_Asked]:
    for segment in book.segments:
        if segment.when is not None:
            yield "segment", quoted(segment.name), segment.when
    for guard in book.guards:
        yield "guard", quoted(guard.name), guard.when
    for route in book.contacts.routes:
        yield "route", f"to {quoted(route.to[0].name or route.to[0].email)}", route.when
    for policy in book.policies:
        if policy.when is not None:
            yield "policy", quoted(policy.name), policy.when


def _hangs(when: Condition, fact: str, questions: int) -> bool:
    """Whether without the fact alone it cannot be told."""
    if next(asking(when, fact), None) is None:
        return False
    if any(next(asking(when, named), None) for named in _NAMED):
        return False
    try:
        return any(
            verdict(when, world) is Verdict.UNKNOWN
            for world in worlds([when], most=share(questions))
            if [known for known, value in world.items() if value is None] == [fact]
        )
    except Unclear:
        return False


def _found(kind: str, fact: str, name: str, when: Condition, *, more: int) -> Found:
    also = f", and so do {more} more of them" if more > 1 else ", and so does one more"
    says = (
        f"The {kind} {name} asks for the {fact}{also if more else ''}. {_FACTS[fact]} without one "
        "is held: it cannot be told whether it is meant."
    )
    fix = (
        f'Write "not: {{{fact}: none}}" beside it, and what has none is not meant; or name the '
        "customers who always have one."
    )
    return Found(next(asking(when, fact)), says, fix)
