"""The text of a letter by either rulebook, for the same occasion; the ledger is not asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from msgspec import structs

from connectors.mail.message import Attachment
from rules.case import Case
from rules.decisions import Decision
from rules.facts import Company, Invoice
from rules.rulebook import Channel, Rulebook
from sync.cases import Books
from sync.extras import Extras
from sync.intents import intent_of
from sync.mails import Writer
from sync.run import calendar_of
from sync.statements import Accounts
from workbench.replay.changes import Heard


class _Stored(Extras):
    """Links as they are stored, and files by their names."""

    def __init__(self) -> None:
        """Nothing is asked, so there is no ledger to ask."""
        self.unlinked = {}

    def pay_link(self, invoice: Invoice) -> str | None:
        """The stored one."""
        return invoice.pay_link

    def attachments(self, invoices: Sequence[Invoice]) -> tuple[Attachment, ...]:
        """One for each, for nobody to open: without its PDF no invoice is sent."""
        names = (f"{invoice.number or invoice.id}.pdf" for invoice in invoices)
        return tuple(Attachment(name, "application/pdf", b"") for name in names)


class _OfCase(Accounts):
    """The account of one customer, from what a case knows; there is no store."""

    def __init__(self, case: Case) -> None:
        """Sub-customers' invoices are the customer's own."""
        customer = case.customer
        members = (replace(each, billed_to=customer.id) for each in case.members)
        self.company = case.company.id
        self._books = Books(
            company=case.company,
            ledger=case.ledger,
            contacts={each.id: each for each in (customer, *members)},
            invoices=(*case.invoices, *case.settled),
            payments=case.payments,
            credits=case.credits,
            unreadable=case.unreadable,
            taken=(),
            marks=(),
        )


@dataclass(frozen=True)
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
        if self._write_alike and _chosen(was) == _chosen(now):
            return False  # nearly always, and to write thousands of letters takes a while
        return self.text(self.old, was, was) != self.text(self.new, was, now)

    @cached_property
    def _write_alike(self) -> bool:
        """Whether all is the same by both that a letter draws on beside the decision."""
        old, new = (
            (
                {name: (letter.subject, letter.body) for name, letter in rules.letters.items()},
                rules.company,
                rules.late_fee,
            )
            for rules in (self.old, self.new)
        )
        return old == new

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


def _chosen(heard: Heard) -> tuple[str | None, bool, str | None]:
    """What a decision says of its letter, beside what it is about."""
    return heard.decision.letter, heard.decision.senior, heard.decision.language


def letter_text(
    rulebook: Rulebook, company: Company, told: Decision, *, on: date, good_history: bool
) -> str:
    """Sender, subject and text of the letter of a decision; empty where it has none."""
    writer = _writer(rulebook, company, on=on, accounts=None)
    return _text(writer, told, good_history=good_history)


def letter_of_case(rulebook: Rulebook, case: Case, told: Decision, *, good_history: bool) -> str:
    """The same on the day of a case, and with the figures of the case for a statement."""
    writer = _writer(rulebook, case.company, on=case.today, accounts=_OfCase(case))
    return _text(writer, told, good_history=good_history)


def _writer(rulebook: Rulebook, company: Company, *, on: date, accounts: Accounts | None) -> Writer:
    return Writer(
        extras=_Stored(),
        rulebook=rulebook,
        company=company,
        calendar=calendar_of(rulebook, company),
        attach_pdf=False,
        today=on,
        accounts=accounts,
    )


def _text(writer: Writer, told: Decision, *, good_history: bool) -> str:
    if told.letter not in writer.rulebook.letters:
        return ""
    on = writer.today
    intent = intent_of(told, on, key="compared", good_history=good_history)
    invoices = [line.invoice for line in told.lines]
    mail = writer.write(intent, invoices, at=writer.calendar.opening(on), thread=())
    return f"{mail.sender.name or ''} <{mail.sender.email}>\n{mail.subject}\n\n{mail.text}"
