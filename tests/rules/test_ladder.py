"""The ladder over the days: what is due, what was missed, what comes next."""

from datetime import date, timedelta

import pytest

from rules.case import Taken
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.rulebook import Anchor, Channel, Limits, Rulebook, Step, Unit
from tests.rules.builders import LADDER, TODAY, case, day, invoice, rulebook, step, took

NO_LIMITS = Limits(per_customer=99, gap_days=0)


def on(
    overdue: int,
    *taken: Taken,
    rules: Rulebook | None = None,
    terms: int = 30,
    today: date = TODAY,
) -> Decision:
    """The decision about an invoice that is so many days overdue today."""
    due = today - timedelta(days=overdue)
    owed = invoice(overdue=overdue, today=today, issued=due - timedelta(days=terms))
    facts = case(owed, today=today, taken=taken)
    (decision,) = decide(rules or rulebook(limits=NO_LIMITS), facts)
    return decision


@pytest.mark.parametrize(
    ("overdue", "step", "next_on"),
    [
        # due on Monday 7 December: the heads-up is a week before
        (-14, None, day(7)),
        (-8, None, day(1)),
        (-7, "heads-up", None),
        # missed, and caught up while it still makes sense
        (-3, "heads-up", None),
        # due today: nothing more before, nothing yet after
        (0, None, day(3)),
        (2, None, day(1)),
        (3, "nudge", None),
    ],
)
def test_the_first_steps_of_an_invoice(
    overdue: int, step: str | None, next_on: date | None
) -> None:
    """Complaint 19: a step before due is before due, and one after is after."""
    decision = on(overdue)
    assert (decision.step, decision.next_on) == (step, next_on)


@pytest.mark.parametrize(
    ("overdue", "name"), [(0, "due-today"), (2, "due-today"), (3, "nudge"), (90, "nudge")]
)
def test_a_letter_for_the_due_day_is_for_that_day(overdue: int, name: str) -> None:
    """A missed day is caught up; an old debt is not told that it falls due today."""
    ladder = rulebook(step("due-today", 0), *LADDER, limits=NO_LIMITS)
    assert on(overdue, rules=ladder).step == name


@pytest.mark.parametrize("overdue", [3, 4, 9, 30, 400])
def test_an_invoice_enters_at_the_gentlest_overdue_step_however_old(overdue: int) -> None:
    """Promise 5. Complaint 27: old invoices are not ignored either."""
    assert on(overdue).step == "nudge"


@pytest.mark.parametrize(
    ("overdue", "backlog"),
    [
        # the nudge is at 3 days: up to a week late is a missed run, not a backlog
        (10, False),
        (11, True),
        (400, True),
    ],
)
def test_an_old_invoice_never_spoken_of_is_backlog(overdue: int, backlog: bool) -> None:
    assert on(overdue).backlog is backlog


@pytest.mark.parametrize("step", ["heads-up", "nudge"])
def test_an_invoice_spoken_of_before_is_no_backlog(step: str) -> None:
    assert not on(60, took(step, day(-50))).backlog


def test_the_whole_ladder_one_step_after_the_other() -> None:
    """Every run of 120 days in turn, approvals given and calls made on the day."""
    rules = rulebook(limits=NO_LIMITS)
    due = date(2026, 11, 13)
    taken: list[Taken] = []
    seen: list[tuple[str, Action, int]] = []
    for offset in range(-20, 110):
        today = due + timedelta(days=offset)
        decision = on(offset, *taken, rules=rules, today=today)
        if decision.action.is_contact and decision.step:
            seen.append((decision.step, decision.action, offset))
            taken.append(took(decision.step, today, channel=decision.channel or ""))
    assert seen == [
        ("heads-up", Action.REMIND, -7),
        # the 3rd day after due is a Monday; later ones move over weekends
        ("nudge", Action.REMIND, 3),
        ("check-in", Action.REMIND, 10),
        ("call", Action.CALL, 17),
        ("offer", Action.OFFER, 31),
        ("hand-over", Action.HAND_OVER, 76),
    ]


def test_a_missed_week_is_caught_up_once_and_keeps_the_ladders_distance() -> None:
    """Complaint 18, 26: not lost; promise 5: not in a burst."""
    nudged = took("nudge", day(-1))
    # 25 days overdue: check-in and call are both past their day, and check-in comes first
    decision = on(25, nudged)
    assert (decision.action, decision.next_on) == (Action.NOTHING, day(7))
    assert on(25, took("nudge", day(-7))).step == "check-in"


def test_nothing_is_due_on_a_day_without_post() -> None:
    """Complaint 16: Saturday's step goes out on Monday."""
    saturday = TODAY - timedelta(days=2)
    decision = on(10, today=saturday)
    assert (decision.action, decision.next_on) == (Action.NOTHING, TODAY)
    assert decision.reason == "Next is nudge, on Mon 23 November 2026 at the earliest."


@pytest.mark.parametrize(
    ("terms", "overdue", "step"),
    [
        # 30 days: 7 before due
        (30, -7, "heads-up"),
        # 8 days: the day after the invoice
        (8, -7, "heads-up"),
        # 7 days: that would be the day of the invoice, so not before half of the term is over
        (7, -4, None),
        (7, -3, "heads-up"),
        # due the day after issue, or at once: there is no room
        (1, -1, None),
    ],
)
def test_steps_before_due_are_clipped_for_short_terms(
    terms: int, overdue: int, step: str | None
) -> None:
    """Complaint 25: "7 days prior, regardless of what the payment terms are"."""
    assert on(overdue, terms=terms).step == step


EARLY = rulebook(
    step("one", 1, unit=Unit.WEEKS, anchor=Anchor.ISSUED),
    step("two", 3, unit=Unit.WEEKS, anchor=Anchor.ISSUED),
    step("two 2", 5, anchor=Anchor.PREVIOUS_STEP),
    step("two 3", 5, anchor=Anchor.PREVIOUS_STEP),
    step("four weeks before", -28),
    step("nudge", 5),
    limits=NO_LIMITS,
)


@pytest.mark.parametrize(("terms", "early"), [(90, 63), (365, 337)])
def test_steps_before_due_keep_their_days_and_turns_in_long_terms(terms: int, early: int) -> None:
    """Each is taken on its own day; of the 26th, 33rd and 62nd, weekend days, on the next Monday."""
    taken: dict[str, date] = {}
    for today in (day(n) for n in range(terms)):
        before = [took(name, at) for name, at in taken.items()]
        overdue = (today - day(terms)).days
        if (step := on(overdue, *before, rules=EARLY, terms=terms, today=today).step) is not None:
            taken[step] = today
    assert taken == {
        "one": day(7),
        "two": day(21),
        "two 2": day(28),
        "two 3": day(35),
        "four weeks before": day(early),
    }


@pytest.mark.parametrize(
    ("first", "second", "terms", "comes"),
    [
        # the first would be clipped to the 5th day, and the second is on the 3rd
        (-14, -6, 9, 3),
        # clipped to the 4th day, both of them
        (-14, -7, 7, 4),
        # the 26th and the 27th day are a weekend
        (-5, -4, 31, 28),
    ],
)
def test_one_step_stands_for_two_that_terms_or_a_weekend_put_on_one_day(
    first: int, second: int, terms: int, comes: int
) -> None:
    """And nobody is told of a step that will not come."""
    rules = rulebook(step("first", first), step("second", second), step("nudge", 3))
    told = on(-terms, rules=rules, terms=terms)
    assert (told.next_step, told.next_on) == ("second", day(comes))


def test_a_step_before_due_that_falls_on_a_weekend_stays_before_due() -> None:
    """Due on a Monday: the step of the day before goes out on the Friday."""
    rules = rulebook(step("soon", -1), step("nudge", 3), limits=NO_LIMITS)
    friday = TODAY - timedelta(days=3)
    assert on(-3, today=friday, rules=rules).step == "soon"
    assert on(0, rules=rules).step is None


def test_of_several_missed_steps_before_due_only_the_latest_is_taken() -> None:
    rules = rulebook(step("early", -14), step("soon", -3), step("nudge", 3), limits=NO_LIMITS)
    assert on(-2, rules=rules).step == "soon"
    # and the earlier one does not follow
    assert on(-1, took("soon", day(-1)), rules=rules).step is None


@pytest.mark.parametrize(
    ("timing", "overdue_when_due"),
    [
        (step("a", 3, unit=Unit.WORKING_DAYS), 3),
        (step("a", 2, unit=Unit.WEEKS), 14),
        (step("a", 0), 0),
        # issued 30 days before due
        (step("a", 33, anchor=Anchor.ISSUED), 3),
    ],
)
def test_distances_in_every_unit(timing: Step, overdue_when_due: int) -> None:
    """Today is a Monday; an invoice due n days ago has its step today."""
    rules = rulebook(timing, limits=NO_LIMITS)
    due = date(2026, 11, 2)  # a Monday
    days = [due + timedelta(days=n) for n in range(overdue_when_due + 1)]
    steps = [on((d - due).days, rules=rules, today=d).step for d in days]
    assert steps == [None] * overdue_when_due + ["a"]


def test_a_step_may_be_timed_from_the_one_before() -> None:
    second = step("second", 5, anchor=Anchor.PREVIOUS_STEP)
    rules = rulebook(step("first", 3), second, limits=NO_LIMITS)
    assert on(8, took("first", day(-4)), rules=rules).next_on == day(1)
    assert on(8, took("first", day(-5)), rules=rules).step == "second"


class TestChangedRulebook:
    """An invoice in mid-ladder when the file changes (complaint 21: states passed over)."""

    def test_steps_of_the_old_file_count_by_their_number(self) -> None:
        old = [took("mild", day(-20)), took("firm", day(-13))]
        assert on(40, *old).step == "call"

    def test_a_step_before_due_of_the_old_file_does_not_count_as_overdue(self) -> None:
        assert on(20, took("friendly", day(-30))).step == "nudge"

    def test_a_renamed_ladder_does_not_reach_collections_without_a_call_and_an_offer(self) -> None:
        """Promise 10, whatever the count says."""
        old = [took(f"mail {n}", day(-60 + 9 * n)) for n in range(5)]
        assert on(100, *old).step == "call"
        called = took("call", day(-9), channel=Channel.PHONE)
        assert on(100, *old, called).next_on == day(4)  # 13 days lie between a call and an offer
        called = took("call", day(-13), channel=Channel.PHONE)
        assert on(100, *old, called).step == "offer"

    def test_a_longer_due_date_does_not_start_over(self) -> None:
        """The bookkeeper moved the due date into the future after the nudge."""
        decision = on(-5, took("nudge", day(-20)))
        assert (decision.action, decision.step) == (Action.NOTHING, None)
        assert decision.reason == "Next is check-in, on Tue 8 December 2026 at the earliest."


def test_handing_over_always_needs_a_person() -> None:
    """Promise 10, also where the rulebook forgets to say so."""
    steps = (*LADDER[1:5], step("out", 60, channel=Channel.HANDOVER))
    rules = rulebook(*steps, limits=NO_LIMITS)
    done = [took(s.name, day(-90 + n * 9), channel=s.channel) for n, s in enumerate(steps[:4])]
    decision = on(100, *done, rules=rules)
    assert (decision.action, decision.needs_approval) == (Action.HAND_OVER, True)


def test_an_offer_always_needs_a_person() -> None:
    """Instalments are agreed on by people."""
    decision = on(9, rules=rulebook(step("plan", 3, letter="instalments"), limits=NO_LIMITS))
    assert (decision.action, decision.needs_approval) == (Action.OFFER, True)


def test_a_finished_ladder_is_a_persons_business() -> None:
    """Complaint 24: no invoice is stuck in silence at the end."""
    done = [took(s.name, day(-90 + n * 9), channel=s.channel) for n, s in enumerate(LADDER)]
    decision = on(200, *done)
    assert decision.action is Action.NOTHING
    assert decision.reason == "Every step of its ladder has been taken."
    assert len(decision.tasks) == 1


def test_the_findings_say_days_and_timing_with_the_place_of_the_step() -> None:
    says = {(f.holds, f.says, f.at) for f in on(17, took("nudge", day(-10))).findings}
    expected = "INV-1: 17 days overdue, check-in is at 10 days after due: holds"
    assert (True, expected, "rules.yaml:40:7") in says
