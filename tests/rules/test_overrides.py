"""Policies with a `when`: an invoice's before a customer's before a segment's."""

from dataclasses import replace

import pytest

from rules.decisions import Decision
from rules.engine import decide
from rules.rulebook import Policy, Rulebook, Segment, Verdict
from tests.rules.builders import Says, at, case, day, invoice, rulebook, step, took
from tests.rules.rulebooks import problems, read

INVOICE = "{policy: the contract, when: {number: INV-1}, steps: [%s]}"
CUSTOMER = "{policy: Acme, when: {customer: ac*}, steps: [%s]}"
SEGMENT = "{policy: all, for: [new, prompt, late], steps: [%s]}"
STEP = "{step: nudge, at: 3 days after due, letter: nudge}"


def written(*policies: str) -> Rulebook:
    """The shipped base, its policies replaced by these."""
    listed = ", ".join(policy % STEP for policy in policies)
    return read(f"remove: [prompt payers, late payers]\npolicies: [{listed}]")


def only(rules: Rulebook) -> Decision:
    (decision,) = decide(rules, case(invoice("INV-1")))
    return decision


@pytest.mark.parametrize(
    ("policies", "policy"),
    [
        ((SEGMENT,), "all"),
        ((SEGMENT, CUSTOMER), "Acme"),
        ((SEGMENT, CUSTOMER, INVOICE), "the contract"),
        ((INVOICE, CUSTOMER, SEGMENT), "the contract"),
        ((SEGMENT, INVOICE.replace("INV-1", "INV-2"), CUSTOMER), "Acme"),
        ((SEGMENT, CUSTOMER.replace("ac*", "be*")), "all"),
        # of equals the first
        ((SEGMENT, CUSTOMER, CUSTOMER.replace("Acme", "Acme again")), "Acme"),
        # with `for` it is for those of the segment only; ACME has no history
        ((SEGMENT, CUSTOMER.replace("when", "for: [late], when")), "all"),
        ((SEGMENT, CUSTOMER.replace("when", "for: [new], when")), "Acme"),
    ],
)
def test_whose_policy_it_is(policies: tuple[str, ...], policy: str) -> None:
    assert only(written(*policies)).policy == policy


def test_the_findings_say_why_and_where() -> None:
    findings = only(written(SEGMENT, CUSTOMER)).findings
    assert [f.says for f in findings[:3]] == [
        'customer "ACME", needs "ac*": holds',
        "policy “Acme” is for this customer, before that of the segment",
        "INV-1: 10 days overdue, nudge is at 3 days after due: holds",
    ]
    assert findings[1].at.startswith("rules.yaml:")


def test_where_only_a_policy_with_a_condition_is_for_the_segment_it_is_said_what_failed() -> None:
    vip = CUSTOMER.replace("when", "for: [new], when").replace("ac*", "be*")
    decision = only(written(vip))
    assert decision.reason == (
        'No policy for the segment “new” fits. Customer "ACME", needs "be*": does not hold.'
    )
    assert decision.because is not None
    assert decision.because.at.startswith("rules.yaml:5:")


NUDGE = (step("nudge", 3),)
CHECK = (step("check-in", 5), step("call-in", 30))
EVERYONE = Segment("everyone", None, at(10))


def policy(name: str, steps: tuple[object, ...], when: Says | None = None) -> Policy:
    return Policy(name, () if when else ("everyone",), steps, at(30), when)  # type: ignore[arg-type]


def test_it_cannot_be_told_so_the_invoice_is_held() -> None:
    """Promise 7."""
    mine = policy("mine", CHECK, Says(Verdict.UNKNOWN, words="the reference is not known"))
    (decision,) = decide(rulebook(policies=[policy("all", NUDGE), mine]), case())
    assert decision.hold == "policy not known"
    assert decision.reason == (
        "It cannot be told whether the policy “mine” is meant: the reference is not known."
    )


def test_an_override_needs_no_segment_that_could_be_told() -> None:
    strange = Segment("strange", Says(Verdict.UNKNOWN), at(10))
    mine = policy("mine", CHECK, Says())
    (decision,) = decide(rulebook(segments=[strange, EVERYONE], policies=[mine]), case())
    assert decision.step == "check-in"


def test_one_letter_lists_the_invoices_of_two_policies() -> None:
    """Promise 4: one mail a person, in the tone of the furthest step."""
    mine = policy("mine", CHECK, Says(invoices=("B",)))
    facts = case(invoice("A"), invoice("B"))
    (decision,) = decide(rulebook(policies=[policy("all", NUDGE), mine]), facts)
    assert {(line.invoice.number, line.step) for line in decision.lines} == {
        ("A", "nudge"),
        ("B", "check-in"),
    }


def test_an_invoice_that_changes_its_policy_does_not_start_over() -> None:
    mine = policy("mine", CHECK, Says())
    done = took("nudge", day(-6))
    (decision,) = decide(rulebook(policies=[policy("all", NUDGE), mine]), case(taken=[done]))
    assert (decision.policy, decision.step) == ("mine", None)
    later = replace(done, on=day(-30))
    (decision,) = decide(
        rulebook(policies=[policy("all", NUDGE), mine]), case(invoice(overdue=40), taken=[later])
    )
    assert decision.step == "call-in"


def test_a_policy_needs_segments_or_a_condition() -> None:
    assert problems("policies: [{policy: x, steps: [{step: a, at: on due, letter: nudge}]}]") == [
        'The key "for" is missing in a policy.'
    ]
    assert problems(
        "policies: [{policy: x, when: {colour: red}, steps: [{step: a, at: on due, letter: nudge}]}]"
    )[0].startswith('"colour" is not a fact.')
