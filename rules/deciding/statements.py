"""A statement of account: when it is due, to whom, and what makes it wait.

It comes by the calendar, once for each customer and period, and lists what was sent to the
customer and is open. It asks for nothing, and still promise 1 holds for it as for a reminder: while
an invoice of the customer's is disputed, on hold or promised, it waits, because a statement without
that invoice would be wrong, and one with it would speak of it. A credit does not make it wait: the
statement nets it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rules import wording
from rules.case import StepState
from rules.deciding.desk import Desk
from rules.deciding.holds import (
    BEFORE_CREDIT,
    Held,
    customer_guarded,
    first,
    guard_in_doubt,
    guarded,
    hold,
    ledger_is_stale,
    was_sent,
)
from rules.deciding.quiet import allowed, too_soon
from rules.deciding.recipients import Recipients, recipients_of_customer
from rules.deciding.roles import language_of
from rules.decisions import Action, Decision, Finding, Line, totals
from rules.facts import Invoice
from rules.rulebook import Anchor, Channel, Every, Statements, Step, Timing, Unit, Verdict

STATEMENT = "statement"
"""What is said of its step; a policy may have a step of an invoice by the same name."""
CATCH_UP = timedelta(days=7)
"""A statement that could not go on its day goes within this time of it, or not at all."""
APART = timedelta(days=15)
"""However the rulebook's days are changed, two statements are never closer than this."""
_NO = Verdict.NO  # a member of an enum takes ten times as long to look up as a name
LONG_OVERDUE = 7
"""A first contact about debts of more days than this belongs to the backlog."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a statement covers, both days included, and the day from which it may go out."""

    start: date
    end: date
    goes: date

    @property
    def occasion(self) -> str:
        """What the customer hears of it once."""
        return f"{STATEMENT} {self.end.isoformat()}"


def period_at(rule: Statements, today: date) -> Period:
    """The latest period that had ended by this day; `goes` is not yet moved to an open day."""
    return _period_at(rule.every, rule.on, today)


@lru_cache(maxsize=1024)
def _period_at(every: Every, on: int, today: date) -> Period:
    day = today.replace(day=on)
    while day > today or (day.month - 1) % every.months:
        day = _month_before(day)
    start = day
    for _ in range(every.months):
        start = _month_before(start)
    return Period(start, day - timedelta(days=1), day)


def period_ending(end: date, every: Every | None) -> Period:
    """The period of a statement that was decided on; of a month where nothing is said."""
    day = end + timedelta(days=1)
    start = day
    for _ in range((every or Every.MONTH).months):
        start = _month_before(start)
    return Period(start, end, day)


def _month_before(day: date) -> date:
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=day.day)


@dataclass(frozen=True, slots=True)
class Due:
    """A statement that goes out today."""

    decision: Decision
    people: frozenset[str]


def state(desk: Desk) -> Due | Decision | None:
    """The statement that goes out today, the hold that makes it wait, or nothing."""
    rule = desk.book.rulebook.statements
    if rule is None or not desk.invoices:
        return None
    period = _due(desk, rule)
    if period is None or (rule.when and rule.when.verdict(desk.case, None) is _NO):
        return None
    listed = [invoice for invoice in desk.invoices if was_sent(desk, invoice)]
    verdict, led_here = _wanted(desk, rule)
    if not _owes(desk, listed):
        return None
    people = recipients_of_customer(desk, _step(rule))
    if (why := _against(desk, verdict, led_here, people)) is not None:
        return _waits(desk, period, why)
    return Due(_statement(desk, rule, period, listed, people, led_here), people.people)


def looked_at(desk: Desk) -> tuple[Decision, str | None] | None:
    """The statement of the last period as if its day were today, and why it would not go out.

    None where the rulebook has no statements, or there is nothing to state.
    """
    rule = desk.book.rulebook.statements
    listed = [invoice for invoice in desk.invoices if was_sent(desk, invoice)]
    if rule is None or not listed:
        return None
    verdict, led_here = _wanted(desk, rule)
    people = recipients_of_customer(desk, _step(rule))
    why = _against(desk, verdict, led_here, people) if verdict is not Verdict.NO else None
    says = why.reason if why else unwanted(desk)
    period = period_at(rule, desk.case.today)
    return _statement(desk, rule, period, listed, people, led_here), says


def unwanted(desk: Desk) -> str | None:
    """What of the customer's own facts speaks against a statement at all; None: nothing does."""
    rule = desk.book.rulebook.statements
    listed = [invoice for invoice in desk.invoices if was_sent(desk, invoice)]
    if rule is None:
        return "the rulebook has no statements."
    if not _owes(desk, listed):
        return "nothing is owed once their credit is taken off."
    verdict, led_here = _wanted(desk, rule)
    if verdict is not Verdict.NO:
        return None
    against = (finding.says for finding in led_here if not finding.holds)
    return f"{next(against, 'the rulebook asks for other facts')}."


def next_day(desk: Desk) -> date | None:
    """The first day after today from which a statement may go out; None: there are none."""
    rule = desk.book.rulebook.statements
    if rule is None:
        return None
    today, calendar = desk.case.today, desk.book.calendar
    day = period_at(rule, today).goes
    while (goes := calendar.next_open(day)) <= today:
        for _ in range(rule.every.months):
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=day.day)
    return goes


def _due(desk: Desk, rule: Statements) -> Period | None:
    today, calendar = desk.case.today, desk.book.calendar
    period = period_at(rule, today)
    goes = calendar.next_open(period.goes)
    if not goes <= today <= goes + CATCH_UP or calendar.next_open(today) != today:
        return None
    stated = [told for told in desk.case.told if told.occasion.startswith(f"{STATEMENT} ")]
    if any(told.occasion == period.occasion or today - told.on < APART for told in stated):
        return None
    return period


def _owes(desk: Desk, listed: list[Invoice]) -> bool:
    """Whether anything is left to pay in some currency once the customer's credit is taken off."""
    owed = totals(invoice.balance for invoice in listed)
    left = totals(credit.remaining for credit in desk.case.credits)
    return any(amount > left.get(currency, 0) for currency, amount in owed.items())


def _wanted(desk: Desk, rule: Statements) -> tuple[Verdict, tuple[Finding, ...]]:
    if rule.when is None:
        return Verdict.YES, ()
    return rule.when.judge(desk.case, None)


def _against(
    desk: Desk, verdict: Verdict, led_here: tuple[Finding, ...], people: Recipients
) -> Held | None:
    """What makes a statement wait, the promises first."""
    for invoice in desk.invoices:
        if why := first(_QUESTIONS, desk, invoice):
            return why
    if verdict is Verdict.UNKNOWN:
        said = led_here[-1].says if led_here else "a fact is missing"
        return hold("not known", f"It cannot be told whether it is wanted: {said}", at="promise 7")
    if (why := customer_guarded(desk) or _nothing_free(desk) or too_soon(desk)) is not None:
        return why
    if not people.to:
        name = desk.case.customer.name
        says, task = f"No usable address of {name} is known", f"ask {name} for an address"
        return hold("nobody to write to", says, at="promise 6", tasks=(task,))
    if people.people & desk.history.heard_today:
        return hold("one mail a day", "They have heard from us today already", at="promise 4")
    return None


def _nothing_free(desk: Desk) -> Held | None:
    """A guard that keeps each single invoice quiet; beside others, a statement lists them all."""
    held = [guarded(desk, invoice) for invoice in desk.invoices] if desk.guards else []
    return held[0] if held and all(held) else None


def _on_its_way(desk: Desk, invoice: Invoice) -> Held | None:
    """A mail that is leaving, or may have left: a call or an approval that waits is no matter."""
    for step in desk.history.taken.get(invoice.id, ()):
        if step.state in (StepState.QUEUED, StepState.UNKNOWN):
            says = f"It is not settled whether {step.step} of {wording.day(step.on)} went out"
            return hold("on its way", says, at="promise 3")
    return None


_QUESTIONS = (*BEFORE_CREDIT, _on_its_way, ledger_is_stale, guard_in_doubt)
"""What makes a statement wait when it holds for any invoice of the customer's."""


def _waits(desk: Desk, period: Period, why: Held) -> Decision:
    customer, calendar = desk.case.customer, desk.book.calendar
    again = calendar.next_open(desk.case.today + timedelta(days=1))
    last = calendar.next_open(period.goes) + CATCH_UP
    ends = again if again <= last else None
    says = f"The statement of account to {wording.day(period.end)} waits: {why.reason}"
    return Decision(
        action=Action.HOLD,
        customer=customer.id,
        customer_name=customer.name,
        lines=(),
        reason=says,
        hold=why.name,
        next_on=ends,
        tasks=why.tasks,
        findings=why.findings,
    )


def _step(rule: Statements) -> Step:
    return Step(
        name=STATEMENT,
        when=Timing(0, Unit.DAYS, Anchor.MONTH_END),
        letter=rule.letter,
        to=rule.to,
        cc=rule.cc,
        at=rule.at,
    )


def _statement(
    desk: Desk,
    rule: Statements,
    period: Period,
    listed: list[Invoice],
    people: Recipients,
    led_here: tuple[Finding, ...],
) -> Decision:
    customer = desk.case.customer
    lines = tuple(_line(desk, invoice) for invoice in listed)
    names = wording.listing([person.name or person.email or "" for person in people.to])
    late = max(line.days_overdue for line in lines)
    findings = tuple(_findings(desk, rule, period, led_here, people))
    return Decision(
        action=Action.STATEMENT,
        customer=customer.id,
        customer_name=customer.name,
        lines=lines,
        reason=wording.sentence(
            f"Statement of account from {wording.day(period.start)} to {wording.day(period.end)}, "
            f"with {wording.invoices(len(lines))} open, to {names}"
        ),
        step=STATEMENT,
        occasion=period.occasion,
        channel=Channel.EMAIL,
        letter=rule.letter,
        to=people.to,
        cc=people.cc,
        language=language_of(desk.book.rulebook, desk.case, people.to),
        tasks=people.tasks,
        backlog=late > LONG_OVERDUE and not desk.history.contacts,
        findings=findings,
        because=findings[0],
    )


def _findings(
    desk: Desk,
    rule: Statements,
    period: Period,
    led_here: tuple[Finding, ...],
    people: Recipients,
) -> Iterator[Finding]:
    goes = desk.book.calendar.next_open(period.goes)
    each = {Every.MONTH: "month", Every.QUARTER: "quarter"}[rule.every]
    says = f"a statement goes out once a {each}, this one from {wording.day(goes)} on: holds"
    yield Finding(holds=True, says=says, at=str(rule.at))
    yield from led_here
    yield from people.findings
    yield allowed(desk)


def _line(desk: Desk, invoice: Invoice) -> Line:
    days = (desk.case.today - invoice.due).days if invoice.due else 0
    return Line(invoice, None, days)


def statement_days(rule: Statements, start: date, end: date) -> Iterator[date]:
    """Every day from one to the other on which a statement's time begins, before it is moved."""
    day = period_at(rule, end).goes
    while day >= start - CATCH_UP * 2:
        yield day
        day = period_at(rule, day - timedelta(days=1)).goes
