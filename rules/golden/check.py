"""Runs golden tests: the real `decide` on the case of each, held against what it expects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from msgspec import structs

from rules.case import Case, Taken
from rules.decisions import Decision
from rules.engine import decide
from rules.golden.expecting import SAYS, Decided, in_words, told, word
from rules.golden.match import Difference, Pair, pair
from rules.golden.read import GoldenTest
from rules.rulebook import Channel, Policy, Rulebook, Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test."""

    test: GoldenTest
    decisions: tuple[Decision, ...]
    pairs: tuple[Pair, ...]

    @property
    def passed(self) -> bool:
        """Whether exactly what is expected is decided."""
        return self.test.expected is not None and all(one.holds for one in self.pairs)


LetterOf = Callable[[Case, Decision], str]
"""Sender, subject and text of the letter of a decision."""


def no_letter(case: Case, decision: Decision) -> str:
    """Where nobody asks for its words."""
    return ""


def check(rulebook: Rulebook, test: GoldenTest, letter_of: LetterOf = no_letter) -> Outcome:
    """Decide the case of a test. Letters are written only where a test looks for their words."""
    case = completed(test.case, rulebook)
    decisions = decide(rulebook, case)
    reads = any(SAYS in one.said for one in test.expected or ())
    write = letter_of if reads else no_letter
    decided = [Decided(decision, write(case, decision)) for decision in decisions]
    return Outcome(test, decisions, pair(test.expected or (), decided))


def completed(case: Case, rulebook: Rulebook) -> Case:
    """The case with what a test may leave to the rulebook: what past steps were, and of which policy."""
    known: dict[str, tuple[Policy, Step]] = {}
    for policy in rulebook.policies:
        for step in policy.steps:
            known.setdefault(step.name, (policy, step))
    return structs.replace(case, taken=tuple(_completed(each, known) for each in case.taken))


def _completed(taken: Taken, known: dict[str, tuple[Policy, Step]]) -> Taken:
    if taken.step not in known:
        return replace(taken, channel=taken.channel or Channel.EMAIL.value)
    policy, step = known[taken.step]
    return replace(
        taken,
        policy=taken.policy or policy.name,
        channel=taken.channel or step.channel.value,
        offer=taken.offer or (not taken.channel and step.is_offer),
    )


def say(outcome: Outcome) -> Iterator[str]:
    """A test that failed, in words: what was expected, what is decided instead, and why."""
    test = outcome.test
    yield f"{test.at}: failed: {test.name}"
    if test.expected is None:
        yield "  It does not say what it expects; `--update` writes down what is decided."
    elif not outcome.decisions:
        yield "  Nothing at all is decided: the case has no open invoice."
    for one in outcome.pairs:
        if not one.holds:
            yield from _say_pair(one)


def _say_pair(one: Pair) -> Iterator[str]:
    if one.expected is not None:
        yield f"  expected (line {one.expected.at.line}): {in_words(one.expected.said)}"
    if one.decision is None:
        yield "  got: nothing like it"
        return
    called = "got" if one.expected is not None else "not expected"
    yield f"  {called}: {in_words(_shown(one.decision))}"
    for each in one.differences:
        if each.key == SAYS:
            yield from _say_words(each, one.decided)
            continue
        key = each.key.replace("_", " ")
        yield f"    {key}: expected {word(each.wanted)}, got {word(each.got)}"
    yield f"    because: {one.decision.reason}"
    for finding in one.decision.findings:
        yield f"      {'✓' if finding.holds else '✗'} {finding.says} ({finding.at})"


def _say_words(each: Difference, decided: Decided | None) -> Iterator[str]:
    """Each phrase that the letter lacks, and the sentence that may stand in its place."""
    for phrase in each.wanted if isinstance(each.wanted, tuple) else ():
        if decided is not None and not decided.says(phrase):
            near = decided.nearest(phrase)
            yield f'    says: expected "{phrase}", and the letter does not say it'
            yield f'    {"":>4}  the nearest: "{near}"' if near else "          nothing is like it"


_UNSAID: Final = ("policy", "letter", "tasks")


def _shown(decision: Decision) -> dict[str, str | bool | tuple[str, ...] | None]:
    said = {key: value for key, value in told(decision).items() if value not in (None, (), False)}
    return {key: value for key, value in said.items() if key not in _UNSAID}
