"""Which payer this is, and so which ladder is theirs."""

from msgspec import Struct

from rules import wording
from rules.deciding.desk import Desk
from rules.deciding.holds import Held
from rules.deciding.ladder import Ladder
from rules.decisions import Finding
from rules.rulebook import Segment, Verdict


class Standing(Struct, frozen=True, gc=False):
    """A customer's segment and ladder, with the findings that led there."""

    ladder: Ladder | None
    """None: nothing is to happen, for the reason."""
    findings: tuple[Finding, ...]
    reason: str = ""
    held: Held | None = None
    """Set when it cannot be told which payer this is."""
    segment: str | None = None


NOT_ASKED = Standing(None, ())
"""Every invoice is held already, so nobody asked."""


def standing(desk: Desk) -> Standing:
    """Find the first segment that holds, and the first policy that is for it."""
    told: list[Finding] = []
    for segment in desk.book.rulebook.segments:
        verdict = Verdict.YES
        if segment.when is not None:
            verdict, findings = segment.when.judge(desk.case, None)
            told.extend(findings)
        if verdict is Verdict.UNKNOWN:
            return _unknown(segment, tuple(told))
        if verdict is Verdict.YES:
            return _chosen(desk, segment, tuple(told))
    return Standing(None, tuple(told), "No segment of the rulebook fits this customer.")


def _chosen(desk: Desk, segment: Segment, told: tuple[Finding, ...]) -> Standing:
    says = f"segment “{segment.name}” is the first that fits"
    findings = (*told, Finding(holds=True, says=says, at=str(segment.at)))
    ladder = desk.book.ladders.get(segment.name)
    if ladder is None:
        says = f"No policy is for the segment “{segment.name}”."
        if any(segment.name in override.policy.segments for override in desk.book.overrides):
            says = f"No policy for the segment “{segment.name}” fits."
        return Standing(None, findings, says, segment=segment.name)
    return Standing(ladder, findings, segment=segment.name)


def _unknown(segment: Segment, told: tuple[Finding, ...]) -> Standing:
    said = told[-1].says if told else "a fact is missing"
    says = f"It cannot be told whether the segment “{segment.name}” fits: {said}"
    own = Finding(holds=True, says=says, at=str(segment.at))
    held = Held("segment not known", wording.sentence(says), (own, *told))
    return Standing(None, told, held=held)
