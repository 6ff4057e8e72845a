"""Deliver: re-read each invoice from the ledger, and only then send. Each intent, once.

The states of an intent, and what a crash in each of them means, are told in docs/outbox.md:
`queued` and `claimed` never left; `sending` may have; everything else is settled.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from connectors.errors import Refused, Unanswered, Unavailable
from connectors.ledger import Ledger, Reread
from connectors.mail.message import Channel, MailDeferred, MailRefused, MailUnknown, Receipt
from rules.deciding.ladder import THANKS_PART
from rules.decisions import Action
from rules.facts import Invoice
from rules.wording import listing
from sync.deferral import GIVE_UP_AFTER, put_off, turned_away, waits, went
from sync.mail_check import wrong_account
from sync.mails import OF_CUSTOMER, Writer
from sync.notes import notes_of
from sync.pull import keep
from sync.report import Outcome
from sync.statements import Accounts
from sync.steering import Steering
from sync.store import outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import Intent, IntentLine, State
from sync.words import Wording, changed

CHUNK = 40
"""Invoices re-read together: as many as fit into one call on Xero (accounting-apis C18)."""


@dataclass(slots=True)
class Delivery:
    """One run's delivery."""

    store: Store
    company: str
    ledger: Ledger
    channel: Channel
    writer: Writer
    clock: Callable[[], datetime]
    steering: Steering
    accounts: Accounts
    away: str | None = field(default=None, init=False)
    """Why no further mail is tried in this run."""
    spent: str | None = field(default=None, init=False)
    """Why the ledger is asked to e-mail nothing more in this run."""

    def deliver(self, intents: Sequence[Intent]) -> Iterator[Outcome]:
        """Deliver the intents, in batches that share one re-read.

        When the ledger goes away, what is left stays queued: what was sent is told all the same.
        """
        batches = list(_batches(intents))
        for place, batch in enumerate(batches):
            wanted = sorted({line.invoice for intent in batch for line in intent.lines})
            try:
                reread = self.ledger.reread(wanted)
            except Unavailable as trouble:
                for left in chain(*batches[place:]):
                    yield Outcome(intent=left, state=State.QUEUED, says=str(trouble))
                return
            keep(self.store, self.company, reread)
            for intent in batch:
                yield self._one(intent, reread)

    def _one(self, intent: Intent, reread: Reread) -> Outcome:
        overtaken = _overtaken(intent, reread)
        if overtaken is None and intent.action is Action.STATEMENT:
            overtaken = self._nothing_to_state(intent, reread)
        if overtaken is not None:
            return self._settle(intent, State.OVERTAKEN, overtaken)
        if intent.channel == "email" and not self.writer.has_letter(intent):
            return self._settle(intent, State.FAILED, f'there is no letter "{intent.letter}" now')
        if (later := self._waits(intent)) is not None:
            return Outcome(intent=intent, state=State.QUEUED, says=later)
        invoices = [reread.found[line.invoice] for line in intent.lines]
        if intent.action is Action.STATEMENT:
            paid_since = [invoice for invoice in invoices if not invoice.is_open]
            self.accounts.keep(paid_since, today=self.writer.today)
        if intent.action in OF_CUSTOMER:
            invoices = [invoice for invoice in invoices if invoice.is_open]
        if (other := self._in_other_words(intent, invoices)) is not None:
            return self._settle(intent, State.WAITING, other)
        try:
            if (quiet := self._quiet(intent, invoices)) is not None:
                return quiet
            return self._send(intent, invoices)
        except MailDeferred as trouble:
            return self._put_off(intent, trouble)
        except MailRefused as trouble:
            with self.store.write() as connection:
                now = self.clock()
                turned_away(connection, self.company, intent, trouble.refused, now=now)
            return self._settle(intent, State.FAILED, str(trouble))
        except Refused as trouble:
            return self._settle(intent, State.FAILED, str(trouble))
        except (MailUnknown, Unanswered) as trouble:
            return self._settle(intent, State.UNKNOWN, str(trouble))

    def _in_other_words(self, intent: Intent, invoices: Sequence[Invoice]) -> str | None:
        """How its letter is not what a person approved any more."""
        if intent.state is not State.APPROVED or intent.words is None:
            return None
        writer = self.writer
        wording = Wording(writer.rulebook, writer.company, writer.calendar, writer.attach_pdf)
        now = wording.of_intent(intent, invoices)
        if not (other := list(changed(intent.words, now))):
            return None
        key = intent.id[:10]
        return (
            f"approved in other words: {listing(other)}. Read `goodterms outbox letter {key}`, then "
            f"approve it anew: `goodterms outbox resolve {key} approve`."
        )

    def _put_off(self, intent: Intent, trouble: MailDeferred) -> Outcome:
        says = str(trouble)
        if not trouble.others_may_go:
            self.away = says
        else:
            with self.store.write() as connection:
                over = put_off(connection, self.company, intent, says, now=self.clock())
            if over:
                days = GIVE_UP_AFTER.days
                return self._settle(intent, State.FAILED, f"put off for {days} days: {says}")
        self._move(intent, intent.state, says)
        return Outcome(intent=intent, state=State.QUEUED, says=says)

    def _waits(self, intent: Intent) -> str | None:
        """Why a mail is not tried in this run."""
        if intent.channel != "email":
            return None
        if self.away is not None:
            return self.away
        with self.store.read() as connection:
            return waits(connection, self.company, intent, now=self.clock())

    def _nothing_to_state(self, intent: Intent, reread: Reread) -> str | None:
        """A statement is made anew from what the ledger says now; of nothing there is none."""
        now = [reread.found[line.invoice] for line in intent.lines]
        writer = self.writer
        drawn = self.accounts.of_intent(intent, now, writer.rulebook, today=writer.today)
        return None if drawn.owes else "nothing is owed any more"

    def _quiet(self, intent: Intent, invoices: Sequence[Invoice]) -> Outcome | None:
        """What a bookkeeper wrote in the ledger stops it, unless it is about nothing that is owed."""
        if _is_settled(intent):
            return None
        try:
            quiet = self.steering.quiet(intent.customer, invoices)
        except Unavailable as trouble:
            return Outcome(intent=intent, state=State.QUEUED, says=str(trouble))
        return self._settle(intent, State.OVERTAKEN, quiet) if quiet else None

    def _send(self, intent: Intent, invoices: Sequence[Invoice]) -> Outcome:
        if intent.channel == "platform":
            return self._by_platform(intent, invoices)
        self._move(intent, State.CLAIMED)
        with self.store.read() as connection:
            thread = outbox_rows.thread_of(connection, self.company, intent)
        try:
            mail = self.writer.write(intent, invoices, at=self.clock(), thread=thread)
        except Unavailable as trouble:  # no PDF, no pay link: nothing has left yet
            raise MailDeferred(str(trouble)) from trouble
        wrong = wrong_account(mail, invoices, self.writer.rulebook.company.pay_by)
        if wrong is not None:
            return self._settle(intent, State.FAILED, wrong)
        receipt = self.channel.send(mail, before_data=lambda: self._begins(intent))
        return self._sent(intent, invoices, receipt)

    def _by_platform(self, intent: Intent, invoices: Sequence[Invoice]) -> Outcome:
        """Through the ledger's own e-mail; when its allowance for today is spent, the rest waits."""
        if self.spent is not None:
            return Outcome(intent=intent, state=State.QUEUED, says=self.spent)
        again = intent.action is not Action.SEND_INVOICE
        wanted = [invoice for invoice in invoices if again or not invoice.sent]
        self._begins(intent)
        for place, invoice in enumerate(wanted):
            try:
                self._send_by_platform(intent, invoice)
            except Unanswered:
                raise
            except Unavailable as trouble:
                self.spent = says = str(trouble)
                if place and again:  # some of it went out, and the ledger cannot tell which
                    return self._settle(intent, State.UNKNOWN, says)
                self._move(intent, intent.state, says)
                return Outcome(intent=intent, state=State.QUEUED, says=says)
        return self._sent(intent, invoices, Receipt(()))

    def _send_by_platform(self, intent: Intent, invoice: Invoice) -> None:
        try:
            self.ledger.send_invoice(invoice.id, key=f"send-{intent.id}-{invoice.id}")
        except Unanswered:
            now = self.ledger.reread([invoice.id]).found.get(invoice.id)
            if now is None or not now.sent:
                raise

    def _sent(self, intent: Intent, invoices: Sequence[Invoice], receipt: Receipt) -> Outcome:
        refused = tuple(f"{refusal.email}: {refusal.says}" for refusal in receipt.refused)
        says = outbox_rows.REFUSED + "; ".join(refused) if refused else None
        done = replace(intent, decided_on=self.writer.today)
        with self.store.write() as connection:
            outbox_rows.set_intent(connection, intent.id, State.SENT, says, on=done.decided_on)
            went(connection, self.company, intent, receipt.refused, now=self.clock())
            outbox_rows.add_notes(connection, self.company, notes_of(done, invoices, receipt))
        return Outcome(
            intent=intent,
            state=State.SENT,
            says=says,
            refused=refused,
            unlinked=self._unlinked(invoices),
        )

    def _unlinked(self, invoices: Sequence[Invoice]) -> tuple[tuple[str, str], ...]:
        why = self.writer.extras.unlinked
        return tuple((each.number or each.id, why[each.id]) for each in invoices if each.id in why)

    def _settle(self, intent: Intent, state: State, says: str) -> Outcome:
        self._move(intent, state, says)
        return Outcome(intent=intent, state=state, says=says)

    def _begins(self, intent: Intent) -> None:
        """From here on it may have left, and on this day: it may have been approved for long."""
        with self.store.write() as connection:
            on = self.writer.today
            outbox_rows.set_intent(connection, intent.id, State.SENDING, on=on)

    def _move(self, intent: Intent, state: State, says: str | None = None) -> None:
        with self.store.write() as connection:
            outbox_rows.set_intent(connection, intent.id, state, says)


def _is_settled(intent: Intent) -> bool:
    """Whether it thanks for what is settled; thanks for a part name what is open."""
    return intent.action is Action.THANK and intent.step != THANKS_PART


def _batches(intents: Sequence[Intent]) -> Iterator[list[Intent]]:
    batch: list[Intent] = []
    size = 0
    for intent in intents:
        if batch and size + len(intent.lines) > CHUNK:
            yield batch
            batch, size = [], 0
        batch.append(intent)
        size += len(intent.lines)
    if batch:
        yield batch


def _overtaken(intent: Intent, reread: Reread) -> str | None:
    """Why the intent is not to be carried out any more; None when everything is as decided."""
    for line in intent.lines:
        why = _changed(line, reread.found.get(line.invoice), intent)
        if why is not None:
            return f"{line.number or line.invoice} {why}"
    return None


def _changed(line: IntentLine, now: Invoice | None, intent: Intent) -> str | None:
    if now is None:
        return "is not in the ledger any more, or cannot be read"
    if _is_settled(intent):
        return "is open again" if now.is_open else None
    if intent.action in OF_CUSTOMER:
        return _not_theirs(line, now)  # its amounts are those of this moment
    if not now.is_open:
        return f"is {now.status.value} now"
    if (now.balance.amount, now.balance.currency) != (line.balance, line.currency):
        return f"has a balance of {now.balance.currency} {now.balance.amount} now"
    if now.due != line.due:
        return f"is due on {now.due} now"
    return _not_theirs(line, now)


def _not_theirs(line: IntentLine, now: Invoice) -> str | None:
    if now.customer != line.customer:
        return "belongs to another customer now"
    if now.disputed:
        return "is in dispute now"
    return None
