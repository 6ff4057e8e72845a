"""Reads `policies`: what happens to which segments, step by step, and what cannot be meant."""

from dataclasses import dataclass, replace
from typing import Final

from rules.book.fields import Fields, Problems, Reader, address, listing, name, one_of, text
from rules.book.sections import letter_in
from rules.book.timings import Repeat, Span, repeat, span, timing
from rules.book.yaml_nodes import Mapping, Text, Written
from rules.conditions import read_condition
from rules.deciding.ladder import BESIDE_THE_LADDER
from rules.problems import quoted
from rules.rulebook import AGREED, MANAGER, Anchor, Channel, Policy, Step, plain

STEP_KEYS: Final = ("step", "at", "repeat", "channel", "letter", "to", "cc", "approval", "from")
APPROVALS: Final = {"auto": False, "required": True}
SIGNERS: Final = {"sender": False, "senior": True}
_WRITTEN: Final = {Channel.EMAIL: "e-mail", Channel.LETTER: "post"}
"""Channels that carry a letter of ours."""
POLICY_KEYS: Final = ("policy", "for", "when", "steps")
RESERVED: Final = BESIDE_THE_LADDER
"""Names under which the run itself records what it did beside the ladder."""

_channel = one_of({channel.value: channel for channel in Channel}, "a channel")
_approval = one_of(APPROVALS, "a kind of approval")
_signer = one_of(SIGNERS, "somebody who signs")


@dataclass(frozen=True, slots=True)
class Known:
    """What a policy may speak of; None where not all of it could be read."""

    letters: frozenset[str] | None
    segments: frozenset[str] | None


def policy_with(known: Known) -> Reader[Policy]:
    """One policy, for some of these segments."""

    def read(node: Written, problems: Problems) -> Policy | None:
        fields = Fields.of(node, "a policy", POLICY_KEYS, problems=problems)
        if fields is None:
            return None
        before = len(problems.found)
        called = fields.need("policy", name)
        when = fields.maybe("when", read_condition)
        named = fields.node.get("when") is not None
        ask = fields.maybe if named else fields.need
        segments = ask("for", listing(_segment_in(known.segments)))
        if named and segments is None:
            segments = ()
        rungs = fields.need("steps", listing(_rungs_with(known.letters)))
        if called is None or segments is None or rungs is None:
            return None
        steps = tuple(step for several in rungs for step in several)
        if named and when is None:
            return None
        policy = Policy(called, segments, steps, fields.place, when)
        _check(policy, fields, problems, complete=len(problems.found) == before)
        return policy

    return read


def _segment_in(known: frozenset[str] | None) -> Reader[str]:
    return name if known is None else one_of({each.casefold(): each for each in known}, "a segment")


def _rungs_with(letters: frozenset[str] | None) -> Reader[tuple[Step, ...]]:
    """A step as often as it is taken: each time is a step of its own, under its own name."""
    first = step_with(letters)

    def read(node: Written, problems: Problems) -> tuple[Step, ...] | None:
        step = first(node, problems)
        written = node.get("repeat") if isinstance(node, Mapping) else None
        again = repeat(written, problems) if written is not None else None
        if step is None:
            return None
        if again is None or written is None:
            return (step,)
        if why := _once_only(step):
            says = f"The step {quoted(step.name)} cannot be repeated: {why}"
            problems.add(written.place, says, 'Delete "repeat".')
        return (step, *_repetitions(step, again))

    return read


def _once_only(step: Step) -> str | None:
    if step.channel is Channel.HANDOVER:
        return "a debt is handed over once."
    if step.when.anchor is Anchor.PROMISE:
        return "a promise that has passed is spoken of once."
    if step.when.anchor is Anchor.INSTALMENT:
        return "each part that is missed is spoken of once."
    return None


def _repetitions(step: Step, again: Repeat) -> tuple[Step, ...]:
    times = range(2, again.times + 1)
    return tuple(replace(step, name=f"{step.name} {time}", when=again.every) for time in times)


def step_with(letters: frozenset[str] | None) -> Reader[Step]:
    """One rung of a ladder."""

    def read(node: Written, problems: Problems) -> Step | None:
        fields = Fields.of(node, "a step", STEP_KEYS, problems=problems)
        if fields is None:
            return None
        called = fields.need("step", _step_name)
        when = fields.need("at", timing)
        channel = _checked_channel(fields, problems)
        letter = fields.maybe("letter", letter_in(letters))
        to = fields.many("to", addressee)
        cc = fields.many("cc", role)
        approval = fields.take("approval", _approval, False)
        senior = fields.take("from", _signer, False)
        if called is None or when is None:
            return None
        return Step(
            name=called,
            when=when,
            channel=channel,
            letter=letter,
            to=to,
            cc=cc,
            needs_approval=approval,
            senior=senior,
            at=fields.place,
        )

    return read


def _step_name(node: Written, problems: Problems) -> str | None:
    called = name(node, problems)
    if called in RESERVED:
        problems.add(node.place, f"{quoted(called)} is the name of a step that every policy has.")
        return None
    return called


def addressee(node: Written, problems: Problems) -> str | None:
    """A role at the customer; our own people get copies."""
    written = role(node, problems)
    if written is not None and plain(written) == MANAGER:
        says = f"{quoted(written)} is one of us, and a letter goes to the customer."
        problems.add(node.place, says, 'Write it under "cc".')
        return None
    return written


def role(node: Written, problems: Problems) -> str | None:
    """A role at the customer, such as `accounts-payable`, or the address of one of us."""
    written = text(node, problems)
    if written is None or "@" not in written:
        return written
    return address(written, node.place, problems)


def _checked_channel(fields: Fields, problems: Problems) -> Channel:
    channel = fields.maybe("channel", _channel)
    if channel is None and fields.node.get("channel") is not None:
        return Channel.EMAIL  # its problem is noted; nothing can be said of the letter
    channel = channel or Channel.EMAIL
    letter = fields.node.key("letter")
    mistyped = any(entry.key.text not in STEP_KEYS for entry in fields.node.entries)
    if channel in _WRITTEN and letter is None and not mistyped:
        says = f"A step by {_WRITTEN[channel]} needs a letter."
        problems.add(fields.place, says, 'Add "letter: nudge", say, or "channel: phone".')
    if channel not in _WRITTEN and letter is not None:
        says = f'A step by "{channel.value}" sends no letter of ours.'
        problems.add(letter.place, says, 'Delete "letter", or the "channel".')
    approval = fields.node.get("approval")
    required = isinstance(approval, Text) and approval.text.strip().casefold() == "required"
    if channel is Channel.HANDOVER and not required:
        says = "Nobody is handed over to collections without a person's approval."
        problems.add(fields.place, says, 'Add "approval: required".')
    return channel


def _check(policy: Policy, fields: Fields, problems: Problems, *, complete: bool) -> None:
    """What cannot be meant; of a policy that was not read whole nothing is said to be missing."""
    if complete and not policy.segments and policy.when is None:
        problems.add(fields.place, f"The policy {quoted(policy.name)} is for no segment.")
    if complete and not policy.steps:
        problems.add(fields.place, f"The policy {quoted(policy.name)} has no steps.")
    _check_names(policy, problems)
    _check_order(policy, problems)
    _check_handover(policy, problems, complete=complete)


def _check_names(policy: Policy, problems: Problems) -> None:
    first: dict[str, Step] = {}
    for step in policy.steps:
        same = first.setdefault(step.name, step)
        if same is not step:
            says = f"The step {quoted(step.name)} stands in this policy twice"
            problems.add(step.at, f"{says}; first on line {same.at.line}.", "Rename one of them.")


def _check_order(policy: Policy, problems: Problems) -> None:
    """Each step against the one before it; only what goes back for certain is a mistake."""
    latest: dict[Anchor, tuple[Step, Span]] = {}
    current: Anchor | None = None
    for step in policy.steps:
        anchor, days = step.when.anchor, span(step.when)
        if anchor in AGREED:
            continue  # it comes when the day agreed has passed, wherever the ladder stands
        if anchor is Anchor.PREVIOUS_STEP:
            if current is None:
                says = f"The first step, {quoted(step.name)}, has no previous step."
                problems.add(step.at, says, 'Count it from "due" or "issued".')
                continue
            anchor = current
            earliest, longest = latest[anchor][1]
            days = days[0] + earliest, days[1] + longest
        before = latest.get(anchor)
        if before and days[1] < before[1][0]:
            says = f"The step {quoted(step.name)} comes before {quoted(before[0].name)} in time."
            problems.add(step.at, says, "Write the steps in the order of their days.")
            continue
        latest[anchor] = step, days
        current = anchor


def _check_handover(policy: Policy, problems: Problems, *, complete: bool) -> None:
    """Collections is the last step, after a call and an offer (design.md, promise 10)."""
    for number, step in enumerate(policy.steps):
        if step.channel is not Channel.HANDOVER:
            continue
        earlier = policy.steps[:number]
        if policy.steps[number + 1 :]:
            says = f"The step {quoted(step.name)} hands the debt over, and steps follow it."
            problems.add(step.at, says, "Make it the last one.")
        if complete and not any(each.channel is Channel.PHONE for each in earlier):
            says = f"The step {quoted(step.name)} hands the debt over before anybody has called."
            problems.add(step.at, says, 'Put a step with "channel: phone" before it.')
        if complete and not any(each.is_offer for each in earlier):
            says = (
                f"The step {quoted(step.name)} hands the debt over before instalments are offered."
            )
            problems.add(step.at, says, 'Put a step with "letter: instalments" before it.')
