"""The text of a letter by either rulebook, for the same occasion; the ledger is not asked."""

from dataclasses import dataclass
from datetime import date

from msgspec import structs

from connectors.mail.message import Attachment
from rules.decisions import Decision
from rules.facts import Company, Invoice
from rules.rulebook import Channel, Rulebook
from sync.extras import Extras
from sync.mails import Writer
from sync.run import calendar_of
from sync.store.outbox_rows import Intent, State
from workbench.replay.changes import Heard


class _Stored(Extras):
    """Links as they are stored, and no files."""

    def __init__(self) -> None:
        """Nothing is asked, so there is no ledger to ask."""
        self.unlinked = {}

    def pay_link(self, invoice: Invoice) -> str | None:
        """The stored one."""
        return invoice.pay_link

    def attachments(self, invoices: object) -> tuple[Attachment, ...]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Texts:
    """Compares what two rulebooks write."""

    company: Company
    old: Rulebook
    new: Rulebook

    def reworded(self, was: Heard, now: Heard) -> bool:
        """Whether the letter of a step that both take says something else on the same occasion."""
        if now.decision.channel != Channel.EMAIL:
            return False
        if now.decision.action.is_of_customer:
            return self._source(self.old, was) != self._source(self.new, now)
        return self.text(self.old, was, was) != self.text(self.new, was, now)

    def _source(self, rulebook: Rulebook, heard: Heard) -> tuple[str, str]:
        """The letter of a statement as its author wrote it: the figures are the same by both."""
        letter = rulebook.letters.get(heard.decision.letter or "")
        return (letter.subject, letter.body) if letter else ("", "")

    def text(self, rulebook: Rulebook, occasion: Heard, by: Heard) -> str:
        """Sender, subject and text of a letter, about the invoices and the day of an occasion."""
        told = structs.replace(
            occasion.decision,
            letter=by.decision.letter,
            senior=by.decision.senior,
            language=by.decision.language,
        )
        good = occasion.good_history
        return letter_text(rulebook, self.company, told, on=occasion.on, good_history=good)


def letter_text(
    rulebook: Rulebook, company: Company, told: Decision, *, on: date, good_history: bool
) -> str:
    """Sender, subject and text of the letter of a decision; empty where it has none."""
    if told.letter not in rulebook.letters:
        return ""
    calendar = calendar_of(rulebook, company)
    writer = Writer(
        extras=_Stored(),
        rulebook=rulebook,
        company=company,
        calendar=calendar,
        attach_pdf=False,
        today=on,
        accounts=None,
    )
    intent = Intent(
        id="compared",
        action=told.action,
        channel=Channel.EMAIL,
        state=State.QUEUED,
        customer=told.customer,
        customer_name=told.customer_name,
        decided_on=on,
        policy=told.policy,
        step=told.step,
        letter=told.letter,
        senior=told.senior,
        language=told.language,
        to=told.to,
        cc=told.cc,
        lines=(),
        reason=told.reason,
        good_history=good_history,
        background=told.background,
    )
    invoices = [line.invoice for line in told.lines]
    mail = writer.write(intent, invoices, at=calendar.opening(on), thread=())
    return f"{mail.sender.name or ''} <{mail.sender.email}>\n{mail.subject}\n\n{mail.text}"
