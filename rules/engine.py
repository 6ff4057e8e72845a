"""`decide`: what one customer should hear today, and why. Pure: no network, no clock, no disk.

Every open invoice goes one way: a reason to keep quiet (`holds`, `credit`), else the sending of the
invoice itself, else its place on the ladder of its payer (`standing`, `ladder`). What is due today
passes the limits (`quiet`), finds its people (`recipients`) and is gathered into at most one letter
for a person (`groups`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from rules.case import Case
from rules.deciding import speak
from rules.deciding.announcements import announce
from rules.deciding.credit import probably_paid
from rules.deciding.desk import Desk
from rules.deciding.groups import SENDING, Group, Ripe, gather, settle
from rules.deciding.history import Past
from rules.deciding.holds import (
    Held,
    after_credit,
    before_credit,
    first,
    hold,
    plan_of,
    was_sent,
)
from rules.deciding.ladder import SEND_INVOICE, Ladder, Position
from rules.deciding.laid_out import lay_out
from rules.deciding.last_step import too_early
from rules.deciding.overrides import overrides_for, standing_of
from rules.deciding.promises import passed
from rules.deciding.quiet import enough, just_paid, room, too_soon
from rules.deciding.recipients import (
    Recipients,
    Unroutable,
    ask_for_address,
    called_instead,
    ledger_people,
    recipients,
)
from rules.deciding.standing import NOT_ASKED, Standing, standing
from rules.deciding.statements import Due, state
from rules.deciding.thanks import thank
from rules.decisions import Decision
from rules.facts import Invoice, InvoiceId
from rules.rulebook import Anchor, Channel, Rulebook, SendInvoices, Step, Timing, Unit

# a member of an enum takes ten times as long to look up as a name
_HANDOVER, _MAIL = Channel.HANDOVER, (Channel.EMAIL, Channel.PLATFORM)

_NOT_KNOWN_WHOSE: Final = "not known whose it is"
_NOBODY: Final = "nobody to write to"
_NO_ADDRESS: Final = "no postal address"
UNREACHED: Final = frozenset({_NOT_KNOWN_WHOSE, _NOBODY, _NO_ADDRESS})
"""Holds of a step that reaches nobody; the next one of the ladder may."""


def decide(rulebook: Rulebook, case: Case, *, past: Past | None = None) -> tuple[Decision, ...]:
    """Put every open invoice of the case into exactly one decision.

    Thanks are about settled invoices and come on top. The same facts give the same decisions, in
    whatever order they are given; contacts come first, the greater before the lesser. `past` is
    `case.taken`, for whoever keeps it sorted from one day to the next.
    """
    desk = lay_out(rulebook, case, past=past)
    statement = state(desk)
    sheet = _Sheet(desk, statement if isinstance(statement, Due) else None)
    free = sheet.ask_holds()
    if free:
        sheet.place(free)
    going = sheet.settle()
    if isinstance(statement, Decision):
        sheet.said.append(statement)
    if not going:
        sheet.said.extend(_beside_nothing(desk))
    return (*going, *sheet.said)


def _beside_nothing(desk: Desk) -> Iterator[Decision]:
    """What a customer hears on a day without anything else: thanks, which cannot wait long, first."""
    if (thanks := thank(desk)) is not None:
        yield thanks
    elif (announced := announce(desk)) is not None:
        yield announced


@dataclass(slots=True)
class _Sheet:
    """The decisions about one case while they are being worked out."""

    desk: Desk
    statement: Due | None
    """The statement of account that goes out today: nobody who gets it hears anything else."""
    said: list[Decision] = field(default_factory=list)
    """Holds and nothings."""
    ripe: list[Ripe] = field(default_factory=list)
    resting: list[tuple[Invoice, Position, Standing]] = field(default_factory=list)
    """Invoices on the ladder with nothing due today."""
    payer: Standing = NOT_ASKED
    limits: tuple[Held | None, Held | None] | None = None
    """The gap or the number of contacts, and a payment just booked; None until asked."""

    def ask_holds(self) -> list[Invoice]:
        """Say the holds; hand back the invoices that none of them keeps quiet."""
        desk, early = self.desk, []
        questions = before_credit(desk)
        for invoice in desk.invoices:
            if why := first(questions, desk, invoice):
                self.hold(invoice, why)
            else:
                early.append(invoice)
        covered = probably_paid(desk.case, early) if desk.case.credits and early else {}
        free: list[Invoice] = []
        questions = after_credit(desk)
        for invoice in early:
            if why := covered.get(invoice.id) or first(questions, desk, invoice):
                self.hold(invoice, why)
            else:
                free.append(invoice)
        return free

    def place(self, free: Sequence[Invoice]) -> None:
        """Find what is due today for invoices that nothing holds."""
        self.payer = payer = standing(self.desk)
        sends = self.desk.book.rulebook.send_invoices
        overrides = overrides_for(self.desk, payer) if self.desk.book.overrides else ()
        for invoice in free:
            if sends is not None and not was_sent(self.desk, invoice):
                self._send(invoice, sends)
                continue
            mine = payer
            if overrides:
                mine = standing_of(self.desk, invoice, payer, overrides=overrides)
            if mine.held is not None:
                self.hold(invoice, mine.held, payer=mine)
            elif mine.ladder is None or invoice.due is None:
                self.said.append(speak.no_ladder(self.desk, invoice, payer=mine))
            else:
                self._climb(invoice, invoice.due, mine.ladder, payer=mine)

    def settle(self) -> list[Decision]:
        """Gather by people, fit into the customer's period, and say what goes out today."""
        going = self._gather() if self.ripe else []
        stated = [self.statement.decision] if self.statement else []
        for invoice, position, payer in self.resting:
            self.said.append(speak.nothing(self.desk, invoice, position=position, payer=payer))
        if len(self.said) > 1:
            self.said.sort(key=_by_invoice)
        return [*stated, *(speak.contact(self.desk, group) for group in going)]

    def _gather(self) -> list[Group]:
        going, waiting = settle(gather(self.ripe))
        going, over = self._fit(going)
        for group in over:
            self._hold_all(group, enough(self.desk))
        for group in waiting:
            self._hold_all(group, self._one_a_day(group))
        return [self._with_riders(group) for group in going]

    def hold(self, invoice: Invoice, why: Held, *, payer: Standing | None = None) -> None:
        """Keep quiet about an invoice."""
        payer = payer or self.payer
        self.said.append(speak.held(self.desk, invoice, why=why, payer=payer))

    def _send(self, invoice: Invoice, rule: SendInvoices) -> None:
        today = self.desk.case.today
        on = invoice.issued + timedelta(days=rule.within_days)
        on = self.desk.book.calendar.next_open(max(on, today))
        if on > today:
            self.said.append(speak.not_yet_sent(self.desk, invoice, on=on, at=str(rule.at)))
            return
        step = _sending(rule)
        people: Recipients | Unroutable = Recipients(ledger_people(self.desk, invoice)[:1])
        if rule.letter is not None:  # ours goes to whose it is; the platform's where it will
            people = recipients(self.desk, invoice, step)
        if isinstance(people, Unroutable):
            self.hold(invoice, _unroutable(people))
            return
        position = Position(None, SENDING, on, is_due=True, says="", overdue_taken=False)
        self._take(Ripe.of(invoice, step, position, recipients=people, payer=self.payer))

    def _climb(self, invoice: Invoice, due: date, ladder: Ladder, *, payer: Standing) -> None:
        desk = self.desk
        taken = desk.history.taken.get(invoice.id, ())
        promised = passed(desk.case, invoice) if ladder.after_promise else None
        plan = plan_of(desk, invoice) if ladder.after_instalment else None
        position = ladder.position(
            invoice,
            due,
            taken=taken,
            today=desk.case.today,
            promised=promised,
            missed=plan.last_missed if plan is not None else None,
        )
        if not position.is_due or position.step is None:
            self.resting.append((invoice, position, payer))
            return
        if position.step.channel is _HANDOVER and (why := too_early(desk, invoice, taken)):
            self.hold(invoice, why, payer=payer)
            return
        if why := self._quiet(invoice):
            self.hold(invoice, why, payer=payer)
            return
        step = position.step
        people = recipients(desk, invoice, step)
        if not isinstance(people, Unroutable) and not people.to and _is_mail(step):
            # nobody whom mail reaches: a call says the same, where mail has failed
            step, people = called_instead(desk, invoice, step) or (step, people)
        if isinstance(people, Unroutable):
            self.hold(invoice, _unroutable(people), payer=payer)
        elif step.channel is Channel.LETTER and not _has_address(desk):
            self.hold(invoice, _no_address(desk), payer=payer)
        elif not people.to and _is_mail(step):
            self.hold(invoice, _nobody(desk), payer=payer)
        else:
            self._take(Ripe.of(invoice, step, position, recipients=people, payer=payer))

    def _quiet(self, invoice: Invoice) -> Held | None:
        """What the customer's limits say today, worked out at the first invoice that asks."""
        if self.limits is None:
            self.limits = (too_soon(self.desk), just_paid(self.desk))
        soon, paid = self.limits
        return soon or (paid if _is_late(invoice, self.desk.case.today) else None)

    def _take(self, one: Ripe) -> None:
        """It is to go out, unless its people have heard from us in an earlier run of today."""
        heard = self.desk.history.heard_today
        if heard and one.recipients.people & heard:
            why = self._one_mail("They have heard from us today already")
            self.hold(one.invoice, why, payer=one.payer)
        elif self.statement is not None and _reaches(one, self.statement.people):
            why = self._one_mail(
                f"{one.step.name} waits: their statement of account goes out today"
            )
            self.hold(one.invoice, why, payer=one.payer)
        else:
            self.ripe.append(one)

    def _fit(self, going: Sequence[Group]) -> tuple[list[Group], list[Group]]:
        """Keep as many groups as the customer's period has room for."""
        left = room(self.desk) - (self.statement is not None)
        fit: list[Group] = []
        over: list[Group] = []
        for group in going:
            counts = group.carrier.kind not in ("send", "handover")
            if counts and left <= 0:
                over.append(group)
            else:
                left -= counts
                fit.append(group)
        return fit, over

    def _with_riders(self, group: Group) -> Group:
        """Overdue invoices of the same people that had their say before are listed as well."""
        carrier, today = group.carrier, self.desk.case.today
        if carrier.kind not in ("mail", "post", "call", "offer") or not _is_late(
            carrier.invoice, today
        ):
            return group
        riders: list[Invoice] = []
        for invoice, position, _ in self.resting:
            if not position.overdue_taken or not _is_late(invoice, today):
                continue
            people = recipients(self.desk, invoice, carrier.step)
            if isinstance(people, Recipients) and people.addressed == carrier.recipients.addressed:
                riders.append(invoice)
        gone = {invoice.id for invoice in riders}
        self.resting = [rest for rest in self.resting if rest[0].id not in gone]
        return replace(group, riders=(*group.riders, *riders))

    def _hold_all(self, group: Group, why: Held) -> None:
        for one in group.ripe:
            self.hold(one.invoice, why, payer=one.payer)
        for invoice in group.riders:
            self.hold(invoice, why)

    def _one_a_day(self, group: Group) -> Held:
        return self._one_mail(f"{group.carrier.step.name} waits: they hear about more today")

    def _one_mail(self, says: str) -> Held:
        calendar, today = self.desk.book.calendar, self.desk.case.today
        next_on = calendar.next_open(today + timedelta(days=1))
        return hold("one mail a day", says, at="promise 4", next_on=next_on)


def _sending(rule: SendInvoices) -> Step:
    when = Timing(rule.within_days, Unit.DAYS, Anchor.ISSUED)
    channel = Channel.PLATFORM if rule.letter is None else Channel.EMAIL
    return Step(name=SEND_INVOICE, when=when, channel=channel, letter=rule.letter, at=rule.at)


def _reaches(one: Ripe, people: frozenset[str]) -> bool:
    """Whether somebody of these would hear it; where it is not known who will, they may."""
    if one.kind == "handover":
        return False
    return not one.recipients.people or bool(one.recipients.people & people)


def _unroutable(people: Unroutable) -> Held:
    said = people.findings[-1].says if people.findings else "a fact is missing"
    says = f"It cannot be told whose invoice this is: {said}"
    return hold(_NOT_KNOWN_WHOSE, says, at=str(people.route.at))


def _nobody(desk: Desk) -> Held:
    name = desk.case.customer.name
    return hold(
        _NOBODY,
        f"No usable address of {name} is known",
        at="promise 6",
        tasks=(ask_for_address(desk),),
    )


def _is_mail(step: Step) -> bool:
    return step.channel in _MAIL


def _has_address(desk: Desk) -> bool:
    address = desk.case.customer.address
    return address is not None and address.is_complete


def _no_address(desk: Desk) -> Held:
    name, address = desk.case.customer.name, desk.case.customer.address
    says = f"No postal address of {name} is in the ledger"
    if address is not None:
        says = f"The postal address of {name} is not complete in the ledger"
    task = f"put the postal address of {name} into the ledger"
    return hold(_NO_ADDRESS, says, at="promise 7", tasks=(task,))


def _is_late(invoice: Invoice, today: date) -> bool:
    return invoice.due is not None and invoice.due <= today


def _by_invoice(decision: Decision) -> tuple[date, InvoiceId]:
    invoice = decision.lines[0].invoice
    return (invoice.due or date.max, invoice.id)
