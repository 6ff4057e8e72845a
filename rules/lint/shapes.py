"""What presses by its shape: sentences with a condition, a day and a loss in them, in any words.

Each language gives its words once; the shapes are the same in all. A shape is looked for in one
sentence at a time, word list by word list, so that its cost grows with the letter and not faster.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rules.lint.shape_words import ENGLISH, FRENCH, GERMAN, SPANISH, Words


@dataclass(frozen=True, slots=True)
class Shape:
    """Words that press where all stand together, in whatever order."""

    all: tuple[str, ...]
    never: str = ""
    """Words with which it is none of that."""
    in_clause: bool = False
    """Whether they have to stand between the same two commas."""


def _shapes(of: Words) -> tuple[Shape, ...]:
    shapes = (
        # "if the money is not here by Friday"; to ask who cannot is help
        Shape((of.if_, of.unmet, of.money_or_answer, of.by), of.cannot, in_clause=True),
        # "if it is not paid, we will close your account"
        Shape((of.if_, of.unmet, of.money_or_answer, of.ends), of.cannot),
        # "pay, to keep the service running"
        Shape((of.pay, of.keep)),
        # "we ship only once it is paid"
        Shape((of.until_paid, of.supply, of.refuse)),
        # "without payment by Friday we stop"
        Shape((of.without_payment, f"(?:{of.by}|{of.ends})")),
        # "the amount has to be here by Friday"
        Shape((of.must_arrive, of.by)),
        # "we expect the payment on Friday at the latest"
        Shape((of.money, of.latest), of.we_do),
        # "your account will be closed"
        Shape((of.yours_ends,)),
        # "our patience is at an end"
        Shape((of.talk_ends,)),
    )
    return tuple(
        replace(shape, all=tuple(map(_any_case, shape.all)), never=_any_case(shape.never))
        for shape in shapes
    )


def _any_case(words: str) -> str:
    return f"(?i){words}" if words else words


PRESSING: Final[Mapping[str, tuple[Shape, ...]]] = {
    "en": _shapes(ENGLISH),
    "de": _shapes(GERMAN),
    "es": _shapes(SPANISH),
    "fr": _shapes(FRENCH),
}
"""Ultimatums, by language."""
