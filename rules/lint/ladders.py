"""Steps too early for the company's terms, tone that falls and rises, and ladders that nobody owns."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from rules.book.timings import span
from rules.letters.tone import Tone, tone_of
from rules.lint.found import Found
from rules.problems import quoted
from rules.rulebook import AGREED, CONTACT, Anchor, Channel, Policy, Rulebook, Step, plain

_PEOPLE: Final = (Channel.PHONE, Channel.HANDOVER)
"""Channels by which a person has it in hand; who posts a letter does not look after it."""


def before_the_invoice(book: Rulebook) -> Iterator[Found]:
    """Steps before the due date that fall on the day of the invoice, or before it."""
    if not book.company.terms:
        return
    shortest = min(book.company.terms)
    for policy in book.policies:
        for step in policy.steps:
            latest = span(step.when)[1]
            if step.when.anchor is Anchor.DUE and latest < 0 and latest + shortest <= 0:
                yield Found(step.at, _too_early(step, shortest), _later(shortest))


def _too_early(step: Step, terms: int) -> str:
    count, unit = abs(step.when.count), step.when.unit.value
    return (
        f"The step {quoted(step.name)}, {count} {unit} before due, would come before the invoice "
        f"where the terms are {_days(terms)}."
    )


def _later(terms: int) -> str:
    # the engine moves such a step into the second half of the terms
    room = terms - max(1, (terms + 1) // 2)
    if room < 1:
        return f"Terms of {_days(terms)} leave no room for it: give them a policy without it."
    return f'Write "{_days(room)} before due", where it is moved to for them anyway.'


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def tone_breaks(book: Rulebook) -> Iterator[Found]:
    """Ladders whose letters get softer, and then firmer again."""
    for policy in book.policies:
        told = [(step, tone) for step in policy.steps if (tone := _tone(book, step)) is not None]
        for place, ((one, before), (two, after)) in enumerate(pairwise(told)):
            rises = any(later > after for _, later in told[place + 2 :])
            if after < before and rises:
                says = (
                    f"In {quoted(policy.name)} the tone falls from {before.words} at "
                    f"{quoted(one.name)} to {after.words} at {quoted(two.name)}, and rises again."
                )
                fix = 'Move the step, or choose another letter; "Tone:" in a letter says its tone.'
                yield Found(two.at, says, fix)


def _tone(book: Rulebook, step: Step) -> Tone | None:
    if step.when.anchor in AGREED:
        return None  # it has its own time, between any two others
    letter = book.letters.get(step.letter) if step.letter else None
    return tone_of(letter) if letter else None


def no_fallback(book: Rulebook) -> Iterator[Found]:
    """Steps for one role only, that has nobody at many a customer."""
    for policy in book.policies:
        for step in policy.steps:
            roles = [word for word in step.to if "@" not in word]
            if len(roles) == 1 and plain(roles[0]) != CONTACT:
                says = (
                    f"The step {quoted(step.name)} is for {quoted(roles[0])} alone; where nobody "
                    "has that role it goes to the usual person."
                )
                then = f'"to: [{roles[0]}, {CONTACT}]"'
                fix = f"Say that it is so: {then}."
                if plain(roles[0]) != "owner":
                    fix = f'Say who is meant then: "to: [{roles[0]}, owner]"; or that it is so: {then}.'
                yield Found(step.at, says, fix)


def no_owner(book: Rulebook) -> Iterator[Found]:
    """Ladders whose last step is a mail, after which nobody looks."""
    for policy in book.policies:
        last = policy.steps[-1] if policy.steps else None
        if last is not None and last.channel not in _PEOPLE:
            yield Found(
                last.at, _says_unowned(policy, last), 'End with a step by "channel: phone".'
            )


def _says_unowned(policy: Policy, last: Step) -> str:
    return (
        f"The ladder of {quoted(policy.name)} ends with {quoted(last.name)}, and with no person "
        "who sees to what is still unpaid."
    )
