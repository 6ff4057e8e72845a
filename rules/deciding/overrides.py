"""Policies with a `when` of their own: for one invoice before one customer before a segment.

The first that holds takes the place of the segment's policy, and brings its own ladder. Where it
cannot be told whether one holds, the invoice is kept quiet (promise 7).
"""

from collections.abc import Iterable

from rules import wording
from rules.deciding.compiled import Override
from rules.deciding.desk import Desk
from rules.deciding.holds import Held
from rules.deciding.standing import Standing
from rules.decisions import Finding
from rules.facts import Invoice
from rules.rulebook import Verdict

Asked = tuple[Override, Verdict | None]
"""An override that may hold; None where each invoice has to be asked."""


def overrides_for(desk: Desk, payer: Standing) -> tuple[Asked, ...]:
    """Settle the overrides that ask for the customer alone, once for all invoices."""
    found: list[Asked] = []
    for override in desk.book.overrides:
        segments = override.policy.segments
        if segments and payer.segment is not None and payer.segment not in segments:
            continue
        verdict = None if override.when.asks_invoice else override.when.verdict(desk.case, None)
        if verdict is not Verdict.NO:
            found.append((override, verdict))
    return tuple(found)


def standing_of(
    desk: Desk, invoice: Invoice, payer: Standing, *, overrides: Iterable[Asked]
) -> Standing:
    """Which ladder is this invoice's: an override's, or else the payer's."""
    for override, settled in overrides:
        verdict = settled or override.when.verdict(desk.case, invoice)
        if verdict is Verdict.NO:
            continue
        if override.policy.segments and payer.segment is None:
            return payer
        findings = override.when.judge(desk.case, invoice)[1]
        if override.policy.segments:
            findings = (*payer.findings, *findings)
        if verdict is Verdict.UNKNOWN:
            return _unknown(override, findings)
        return _chosen(override, findings, payer)
    return payer


def passed_over(desk: Desk, invoice: Invoice, payer: Standing) -> tuple[Finding, ...]:
    """What failed of each policy for the payer's segment, where all of these have a condition."""
    return tuple(
        finding
        for override in desk.book.overrides
        if payer.segment in override.policy.segments
        for finding in override.when.judge(desk.case, invoice)[1]
        if not finding.holds
    )


def _chosen(override: Override, findings: tuple[Finding, ...], payer: Standing) -> Standing:
    policy = override.policy
    whom = "invoice" if override.when.asks_invoice else "customer"
    says = f"policy “{policy.name}” is for this {whom}, before that of the segment"
    own = Finding(holds=True, says=says, at=str(policy.at))
    return Standing(override.ladder, (*findings, own), segment=payer.segment)


def _unknown(override: Override, findings: tuple[Finding, ...]) -> Standing:
    policy = override.policy
    said = findings[-1].says if findings else "a fact is missing"
    says = f"It cannot be told whether the policy “{policy.name}” is meant: {said}"
    own = Finding(holds=True, says=says, at=str(policy.at))
    held = Held("policy not known", wording.sentence(says), (own, *findings))
    return Standing(None, (), held=held)
