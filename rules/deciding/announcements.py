"""What each customer is told once and about no invoice, such as new terms.

It goes out on a day on which the customer hears nothing else, to a person whom somebody has named,
and never to a customer who is held as a whole: by a mark, a guard, or a reply just received.
"""

from datetime import date, timedelta

from rules import wording
from rules.deciding.desk import Desk
from rules.deciding.holds import (
    BEFORE_CREDIT,
    Held,
    customer_guarded,
    customer_marked,
    first,
    hold,
    in_progress,
    reply_unread,
    unreadable,
    was_sent,
    wrote_lately,
)
from rules.deciding.quiet import allowed, too_soon
from rules.deciding.recipients import Recipients, ask_for_address, is_vague, recipients_of_customer
from rules.deciding.roles import language_of
from rules.decisions import Action, Background, Decision, Finding, Line
from rules.facts import Person
from rules.names import is_person
from rules.rulebook import Anchor, Announcement, Channel, Step, Timing, Unit, Verdict, plain


def announce(desk: Desk) -> Decision | None:
    """What the customer is told today, the hold that makes it wait, or nothing.

    Called only on a day on which the customer hears nothing else.
    """
    if not desk.book.rulebook.announcements or not desk.book.calendar.is_open(desk.case.today):
        return None
    told = {each.occasion for each in desk.case.told}
    for announced in desk.book.rulebook.announced_on(desk.case.today):
        if announced.occasion in told:
            continue
        verdict, led_here = _wanted(desk, announced)
        if verdict is not Verdict.NO:
            return _said(desk, announced, verdict, led_here)
    return None


def _wanted(desk: Desk, announced: Announcement) -> tuple[Verdict, tuple[Finding, ...]]:
    if announced.when is None:
        return Verdict.YES, ()
    return announced.when.judge(desk.case, None)


def _said(
    desk: Desk, announced: Announcement, verdict: Verdict, led_here: tuple[Finding, ...]
) -> Decision:
    people = recipients_of_customer(desk, _step(announced))
    if (why := _against(desk, verdict, led_here, people)) is not None:
        return _waits(desk, announced, why)
    return _announced(desk, announced, people, led_here)


def looked_at(desk: Desk, announced: Announcement) -> tuple[Decision, str | None]:
    """What the customer would be told as if it were its day, and why it would not go out."""
    verdict, led_here = _wanted(desk, announced)
    people = recipients_of_customer(desk, _step(announced))
    told = (each.on for each in desk.case.told if each.occasion == announced.occasion)
    if (before := max(told, default=None)) is not None:
        says: str | None = f"they were told on {wording.day(before)}."
    elif verdict is Verdict.NO:
        against = (finding.says for finding in led_here if not finding.holds)
        says = f"{next(against, 'the rulebook asks for other facts')}."
    else:
        why = _against(desk, verdict, led_here, people)
        says = why.reason if why else None
    return _announced(desk, announced, people, led_here), says


def _against(
    desk: Desk, verdict: Verdict, led_here: tuple[Finding, ...], people: Recipients
) -> Held | None:
    return _held(desk) or _unknown(verdict, led_here) or too_soon(desk) or _nobody(desk, people)


def _held(desk: Desk) -> Held | None:
    for question in (unreadable, customer_marked, reply_unread, customer_guarded, wrote_lately):
        if (why := question(desk)) is not None:
            return why
    return None


def _unknown(verdict: Verdict, led_here: tuple[Finding, ...]) -> Held | None:
    if verdict is Verdict.YES:
        return None
    said = led_here[-1].says if led_here else "a fact is missing"
    return hold("not known", f"It cannot be told whether it is wanted: {said}", at="promise 7")


def _nobody(desk: Desk, people: Recipients) -> Held | None:
    """It goes to somebody who can answer for it, else to nobody."""
    name = desk.case.customer.name
    if not people.to:
        says, task = f"No usable address of {name} is known", ask_for_address(desk)
        return hold("nobody to write to", says, at="promise 6", tasks=(task,))
    if not _is_somebody(desk, people.to[0]):
        says = f"Only {people.to[0].email} is known of {name}, and no person"
        return hold("nobody to write to", says, at="promise 6", tasks=people.tasks)
    if people.people & desk.history.heard_today:
        return hold("one mail a day", "They have heard from us today already", at="promise 4")
    return None


def _is_somebody(desk: Desk, person: Person) -> bool:
    """A person, or whoever the rulebook says to fall back to."""
    fallback = {plain(role) for role in desk.book.rulebook.contacts.fallback}
    if person.role and plain(person.role) in fallback:
        return True
    return is_person(person.name) or not is_vague(person.email or "")


def _step(announced: Announcement) -> Step:
    when = Timing(0, Unit.DAYS, Anchor.ISSUED)
    return Step(name=announced.name, when=when, letter=announced.letter, at=announced.at)


def _waits(desk: Desk, announced: Announcement, why: Held) -> Decision:
    again = desk.book.calendar.next_open(desk.case.today + timedelta(days=1))
    return Decision(
        action=Action.HOLD,
        customer=desk.case.customer.id,
        customer_name=desk.case.customer.name,
        lines=(),
        reason=f"“{announced.name}” waits: {why.reason}",
        hold=why.name,
        next_on=again if again <= announced.until else None,
        tasks=why.tasks,
        findings=why.findings,
    )


def _announced(
    desk: Desk, announced: Announcement, people: Recipients, led_here: tuple[Finding, ...]
) -> Decision:
    findings = (_time_of(announced), *led_here, *people.findings, allowed(desk))
    names = wording.listing([person.name or person.email or "" for person in people.to])
    return Decision(
        action=Action.ANNOUNCE,
        customer=desk.case.customer.id,
        customer_name=desk.case.customer.name,
        lines=_noted_on(desk),
        reason=f"Tell {names} of “{announced.name}”.",
        step=announced.name,
        occasion=announced.occasion,
        channel=Channel.EMAIL,
        letter=announced.letter,
        to=people.to,
        cc=people.cc,
        language=language_of(desk.book.rulebook, desk.case, people.to),
        tasks=people.tasks,
        background=Background(terms_days=announced.terms_days, terms_from=announced.terms_from),
        findings=findings,
        because=findings[0],
    )


def _time_of(announced: Announcement) -> Finding:
    start, until = wording.day(announced.start), wording.day(announced.until)
    says = f"“{announced.name}” is told once, from {start} to {until}: holds"
    return Finding(holds=True, says=says, at=str(announced.at))


def _noted_on(desk: Desk) -> tuple[Line, ...]:
    """The open invoice on which the note is written; the letter does not speak of it."""
    for invoice in desk.invoices:
        if was_sent(desk, invoice) and first((*BEFORE_CREDIT, in_progress), desk, invoice) is None:
            return (Line(invoice, None, _overdue(desk.case.today, invoice.due)),)
    return ()


def _overdue(today: date, due: date | None) -> int:
    return (today - due).days if due else 0
