"""A step as if its day had come: the nearest invoice, its people, its day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from msgspec import structs

from rules.case import Mark, MarkKind, Part, Told
from rules.deciding.as_if import as_if
from rules.deciding.assumed import AsIf
from rules.decisions import Action
from rules.facts import Applied, InvoiceStatus, Money
from rules.rulebook import Rulebook
from tests.rules.builders import JO, case, day, invoice, mark, payment
from tests.rules.rulebooks import read

STANDARD = read(
    "policies:\n"
    "  - policy: late payers\n"
    "    for: [late, new, prompt]\n"
    "    steps:\n"
    "      - {step: heads-up, at: 5 days before due, letter: heads-up}\n"
    "      - {step: nudge, at: 3 days after due, letter: nudge}\n"
    "      - {step: broken, at: 2 days after promise, letter: check-in}\n"
    "      - {step: call, at: 30 days after due, channel: phone}\n"
    "remove: [prompt payers]\n"
)
PAID = InvoiceStatus.PAID


def found(step: str, *invoices: object, rulebook: Rulebook = STANDARD, **said: object) -> AsIf:
    one = as_if(rulebook, case(*invoices, **said), step)  # type: ignore[arg-type]
    assert one is not None
    return one


def about(one: AsIf) -> list[str]:
    return [line.invoice.number or "" for line in one.decision.lines]


def test_it_is_about_the_invoice_whose_day_is_nearest() -> None:
    old, ripe, far = (
        invoice("OLD", overdue=60),
        invoice("RIPE", overdue=4),
        invoice("FAR", overdue=-20),
    )
    assert about(found("heads-up", old, ripe, far)) == ["RIPE"]
    assert about(found("heads-up", old, invoice("SOON", overdue=-6)))[0] == "SOON"


def test_after_the_due_date_the_others_that_are_overdue_are_listed_as_well() -> None:
    one = found(
        "nudge", invoice("A", overdue=4), invoice("B", overdue=40), invoice("C", overdue=-9)
    )
    assert about(one) == ["A", "B"]
    assert [line.step for line in one.decision.lines] == ["nudge", None]


def test_a_step_of_long_ago_is_caught_up_today_and_one_to_come_has_its_own_day() -> None:
    assert found("nudge", invoice(overdue=40)).on == day(0)
    assert found("nudge", invoice(overdue=0)).on == day(3)


def test_a_step_before_the_due_date_is_never_shown_as_of_a_later_day() -> None:
    one = found("heads-up", invoice(overdue=40))
    assert one.on == day(-45)
    assert one.decision.lines[0].days_overdue < 0


def test_a_broken_promise_is_shown_for_whoever_made_one() -> None:
    promised = invoice("P", overdue=20, expected_on=day(4))
    assert about(found("broken", invoice("N", overdue=5), promised))[0] == "P"
    assert found("broken", promised).on == date(2026, 11, 30)  # the 29th is a Sunday


def test_the_letter_of_a_broken_promise_names_the_day_that_was_promised() -> None:
    one = found("broken", invoice("P", overdue=20, expected_on=day(-5)))
    assert one.decision.background.promised_on == day(-5)
    assert one.made_up is None


def test_where_nobody_promised_a_day_is_made_up_that_fits_and_said_to_be() -> None:
    one = found("broken", invoice("N", overdue=20))
    assert one.decision.background.promised_on == day(-2)
    assert one.on == day(0)
    assert one.made_up == "Nobody has promised anything for N: the day is made up."


def test_a_promise_that_is_made_up_is_about_an_invoice_that_is_overdue() -> None:
    assert about(found("broken", invoice("A-NEW", overdue=-9), invoice("B-OLD", overdue=1)))[0] == (
        "B-OLD"
    )
    alone = found("broken", invoice("A-NEW", overdue=-9))
    assert alone.decision.background.promised_on == day(9)
    assert alone.on > day(9)


PLANNED = read(
    "policies:\n"
    "  - policy: late payers\n"
    "    for: [late, new, prompt]\n"
    "    steps:\n"
    "      - {step: missed, at: 2 days after instalment, letter: instalment}\n"
    "      - {step: call, at: 30 days after due, channel: phone}\n"
    "remove: [prompt payers]\n"
)


def parts(*days: int) -> tuple[Part, ...]:
    return tuple(Part(day(offset), Money(Decimal("57.50"), "NZD")) for offset in days)


def plan(*days: int) -> Mark:
    agreed = mark(MarkKind.INSTALMENTS)
    return replace(agreed, parts=parts(*days))


def test_a_missed_instalment_is_named_with_those_to_come() -> None:
    one = found("missed", rulebook=PLANNED, marks=[plan(-3, 20)])
    assert one.decision.background.missed == parts(-3)
    assert one.decision.background.to_come == parts(20)


def test_of_a_plan_that_is_kept_the_next_part_is_looked_at_as_if_it_had_been_missed() -> None:
    one = found("missed", rulebook=PLANNED, marks=[plan(6, 20)])
    assert one.decision.background.missed == parts(6)
    assert one.decision.background.to_come == parts(20)
    assert one.on == day(8)


def test_where_no_plan_is_agreed_three_equal_parts_are_made_up_and_said_to_be() -> None:
    one = found("missed", invoice("N", "100.00", overdue=20), rulebook=PLANNED)
    [missed] = one.decision.background.missed
    assert (missed.on, missed.amount.amount) == (day(-2), Decimal("33.34"))
    assert [part.amount.amount for part in one.decision.background.to_come] == [
        Decimal("33.33")
    ] * 2
    assert one.made_up == "No instalments are agreed for N: the plan is made up."


def test_a_good_history_is_spoken_of_in_the_first_late_letter_alone() -> None:
    two = read(
        "policies:\n"
        "  - policy: late payers\n"
        "    for: [late, new, prompt]\n"
        "    steps:\n"
        "      - {step: heads-up, at: 5 days before due, letter: heads-up}\n"
        "      - {step: nudge, at: 3 days after due, letter: nudge}\n"
        "      - {step: check-in, at: 9 days after due, letter: check-in}\n"
        "      - {step: call, at: 30 days after due, channel: phone}\n"
        "remove: [prompt payers]\n"
    )
    steps = ("heads-up", "nudge", "check-in")
    first = [found(step, rulebook=two).decision.background.first_late for step in steps]
    assert first == [False, True, False]


def test_neither_holds_nor_what_was_sent_have_a_say() -> None:
    one = found("nudge", invoice(disputed=True))
    assert one.decision.to == (JO,)


def test_the_letter_is_in_the_language_of_whom_it_goes_to() -> None:
    jo = replace(JO, language="de")
    assert found("nudge", people=(jo,)).decision.language == "de"
    assert (
        found("thanks", settled=[invoice(paid_on=day(-2))], people=(jo,)).decision.language == "de"
    )


def test_thanks_are_about_what_was_paid_last() -> None:
    paid = [invoice(key, paid_on=day(-age)) for key, age in (("A", 9), ("B", 2))]
    one = found("thanks", settled=paid)
    assert about(one) == ["B"]


def test_thanks_for_a_promise_are_about_one_that_was_kept() -> None:
    kept = invoice("KEPT", paid_on=day(-9), expected_on=day(-8), status=PAID)
    other = invoice("OTHER", paid_on=day(-2), status=PAID)
    one = found("thanks-promise", settled=[other, kept])
    assert about(one) == ["KEPT"]
    assert one.decision.background.promised_on == day(-8)
    alone = found("thanks-promise", settled=[other])
    assert alone.decision.background.promised_on == day(-2)
    assert alone.made_up == "Nobody had promised anything for OTHER: the day is made up."


def test_thanks_for_a_part_say_what_was_paid_however_long_ago() -> None:
    owed = invoice("PART", "115.00")
    owed = replace(owed, total=Money(Decimal("165.00"), "NZD"))
    applied = (Applied(owed.id, Decimal("50.00")),)
    paid = replace(payment(day(-40)), applied=applied)
    told = found("thanks-part", owed, payments=[paid]).decision.background
    assert told.received == (Money(Decimal("50.00"), "NZD"),)
    assert told.received_on == day(-40)


TERMS = (
    "announcements: [{announce: shorter terms, letter: new-terms, from: 2026-12-01, "
    "until: 2026-12-18, terms: 14 days, terms_from: 2027-01-04}]\n"
)


def test_an_announcement_is_shown_by_its_name_on_its_first_day() -> None:
    one = found("shorter terms", rulebook=read(TERMS))
    assert one.on == date(2026, 12, 1)
    assert one.decision.background.terms_days == 14
    assert one.against is None


@pytest.mark.parametrize(
    ("said", "against"),
    [
        ({"people": ()}, "No usable address of ACME is known."),
        ({"marks": [mark(MarkKind.HOLD, "moving house", key=None)]}, "On hold: moving house."),
        ({"today": date(2026, 12, 21)}, "its last day was Fri 18 December 2026."),
    ],
)
def test_what_keeps_an_announcement_back_is_told(said: dict[str, object], against: str) -> None:
    assert found("shorter terms", rulebook=read(TERMS), **said).against == against


def test_whoever_was_told_already_sees_it_and_is_told_so() -> None:
    told = (Told("announcement shorter terms", day(-1)),)
    one = as_if(read(TERMS), structs.replace(case(), told=told), "shorter terms")
    assert one is not None
    assert one.against == "they were told on Sun 22 November 2026."


def test_our_own_letter_with_an_invoice_is_about_one_that_waits_to_be_sent() -> None:
    ours = read("send_invoices: {within: 1 day, by: email, letter: invoice}\n")
    old, new = invoice("OLD", overdue=40), invoice("NEW", overdue=-29, sent=False)
    newer = invoice("NEWER", overdue=-30)
    one = found("send-invoice", old, new, newer, rulebook=ours)
    assert about(one) == ["NEW"]
    assert (one.decision.action, one.against) == (Action.SEND_INVOICE, None)
    assert found("send-invoice", old, newer, rulebook=ours).against == "NEWER was sent already."


def test_nobody_is_thanked_who_has_paid_nothing() -> None:
    assert as_if(STANDARD, case(), "thanks") is None


def test_a_step_on_another_ladder_is_shown_and_told_to_be() -> None:
    both = read(
        "segments:\n  - {segment: those, when: {customer: OTHERS}}\n"
        "policies:\n  - policy: theirs\n    for: [those]\n    steps:\n"
        "      - {step: special, at: on due, letter: nudge}\n"
    )
    assert found("special", rulebook=both).own is False
    assert found("nudge", rulebook=both).own is True
