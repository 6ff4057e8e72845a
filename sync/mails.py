"""One mail for one intent: the letter filled from the re-read invoices, links and files attached."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypedDict

from connectors.mail.message import Address, Attachment, Mail, MailDeferred
from rules.calendar import Calendar
from rules.case import Part as Instalment
from rules.deciding.ladder import name_of_step
from rules.decisions import Action
from rules.facts import Company, CustomerId, Invoice, Person, Postal
from rules.letters.language import code_of
from rules.letters.letter import Letter, LetterFacts, Part, Row, instalment_offers, render
from rules.letters.paper import address_lines, paper, statement_paper
from rules.letters.ways import told_in
from rules.names import to_greet
from rules.rulebook import Mailbox, Rulebook, said_in
from sync.extras import Extras
from sync.paper.printed import Printed, printed
from sync.statements import Accounts
from sync.store.outbox_rows import Intent

PDF = "application/pdf"
OF_CUSTOMER = (Action.STATEMENT, Action.ANNOUNCE)
"""Letters that enclose no invoice."""
FIRST_PART_AFTER_DAYS = 7
"""An offered plan begins a week from today, on the next working day."""


class _Head(TypedDict):
    """What every sheet of the company's has."""

    home: Postal | None
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Puts mails together for one company."""

    extras: Extras
    rulebook: Rulebook
    company: Company
    calendar: Calendar
    attach_pdf: bool
    today: date
    accounts: Accounts | None
    """None where no statement and nothing for the post is ever written."""

    def write(
        self, intent: Intent, invoices: Sequence[Invoice], *, at: datetime, thread: tuple[str, ...]
    ) -> Mail:
        """The mail of an intent about these invoices, as they stand in the ledger now."""
        letter, locale = self.letter_of(intent)
        attachments = (
            self.extras.attachments(leading_of(intent, invoices)) if self.attaches(intent) else ()
        )
        if intent.action is Action.SEND_INVOICE and len(attachments) < len(invoices):
            raise MailDeferred(
                "the ledger gives no PDF of the invoice just now", others_may_go=True
            )
        facts = self.facts_of(intent, invoices, locale=locale, attached=bool(attachments))
        rendered = render(letter, facts)
        if intent.action is Action.STATEMENT:
            attachments = (self._statement_pdf(intent, facts),)
        sender = self._sender(intent)
        return Mail(
            message_id=intent.message_id or "",
            sender=Address(sender.email, sender.name),
            to=_addresses(intent.to),
            cc=_addresses(intent.cc),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            references=() if intent.action is Action.ANNOUNCE else thread,
            attachments=attachments,
            date=at,
            language=rendered.language,
        )

    def on_paper(self, intent: Intent, invoices: Sequence[Invoice]) -> Printed:
        """The letter of an intent as a PDF for the post."""
        letter, locale = self.letter_of(intent)
        facts = self.facts_of(intent, invoices, locale=locale, attached=False)
        to = self._window(intent.customer, intent.customer_name, intent.to)
        return printed(paper(letter, facts, **self._head(), to=to))

    def statement_pdf(
        self, facts: LetterFacts, customer: CustomerId, to: Sequence[Person] = ()
    ) -> Printed:
        """A statement of account as a PDF."""
        window = self._window(customer, facts.customer, to)
        return printed(statement_paper(facts, **self._head(), to=window))

    def _statement_pdf(self, intent: Intent, facts: LetterFacts) -> Attachment:
        content = self.statement_pdf(facts, intent.customer, intent.to).content
        return Attachment(f"{intent.occasion or 'statement'}.pdf".replace(" ", "-"), PDF, content)

    def _head(self) -> _Head:
        return {"home": self.company.address, "country": self.company.country}

    def _window(self, customer: CustomerId, name: str, to: Sequence[Person]) -> tuple[str, ...]:
        """The customer, the one person written to, and where post reaches them."""
        contact = self.accounts.contact(customer) if self.accounts else None
        address = contact.address if contact else None
        person = to[0].name if len(to) == 1 else None
        lines = address_lines(address, self.company.country)
        named = [person] if person and person not in (name, *lines) else []
        return (name, *named, *lines) if lines else ()

    def has_letter(self, intent: Intent) -> bool:
        """Whether the rulebook still has the letter that was decided on."""
        return intent.letter in self.rulebook.letters

    def letter_of(self, intent: Intent) -> tuple[Letter, str]:
        """The letter in the reader's language, else in the company's own; with its locale."""
        name, tag = intent.letter or "", (intent.language or "").replace("_", "-")
        code, _, country = tag.lower().partition("-")
        if (own := self.rulebook.letters.get(f"{code}/{name}")) is not None:
            return own, tag
        usual, at = self.rulebook.company.language, self.company.country or "GB"
        return self.rulebook.letters[name], tag if country and code == usual else f"{usual}_{at}"

    def _late_fee(self, locale: str) -> str | None:
        fee, usual = self.rulebook.late_fee, self.rulebook.company.language
        return said_in(fee.text, code_of(locale), usual) if fee and fee.agreed else None

    def _title(self, sender: Mailbox, locale: str) -> str | None:
        words = self.rulebook.company.titles.get(sender.title or "", {})
        return words.get(code_of(locale), sender.title)

    def attaches(self, intent: Intent) -> bool:
        """Whether the invoices go with it as files, as far as the ledger gives any."""
        if intent.action is Action.SEND_INVOICE:
            return True
        return self.attach_pdf and intent.action not in (Action.THANK, *OF_CUSTOMER)

    def _sender(self, intent: Intent) -> Mailbox:
        company = self.rulebook.company
        sender = company.senior if intent.senior and company.senior else company.sender
        assert sender is not None  # noqa: S101 - the reader refuses a rulebook without one
        return sender

    def facts_of(
        self, intent: Intent, invoices: Sequence[Invoice], *, locale: str, attached: bool
    ) -> LetterFacts:
        """All that the letter can speak of, as of today."""
        sender = self._sender(intent)
        owed = [invoice.balance for invoice in invoices]
        leading = {invoice.id for invoice in leading_of(intent, invoices)}
        rows = tuple(
            replace(
                self._row(invoice, linked=invoice.is_open), listed_only=invoice.id not in leading
            )
            for invoice in (invoices if intent.action is not Action.ANNOUNCE else ())
        )
        account = (
            self.accounts.of_intent(intent, invoices, self.rulebook, today=self.today)
            if intent.action is Action.STATEMENT and self.accounts
            else None
        )
        ways, usual = self.rulebook.company.pay_by, self.rulebook.company.language
        return LetterFacts(
            account=account,
            company=self.company.name,
            sender=sender.name or self.company.name,
            sender_title=self._title(sender, locale),
            sender_email=sender.email,
            customer=intent.customer_name,
            greeting=greeting(intent.to),
            today=self.today,
            rows=rows,
            pay_by=told_in(ways, code_of(locale), usual),
            look=self.rulebook.company.look,
            good_history=intent.good_history,
            attached=attached,
            offers=(
                instalment_offers(owed, first=self._first_part())
                if intent.action is Action.OFFER
                else ()
            ),
            received=intent.background.received,
            received_on=intent.background.received_on,
            promised_on=intent.background.promised_on,
            missed=_parts(intent.background.missed),
            to_come=_parts(intent.background.to_come),
            terms_days=intent.background.terms_days,
            terms_from=intent.background.terms_from,
            late_fee=self._late_fee(locale),
            locale=locale,
        )

    def _row(self, invoice: Invoice, *, linked: bool) -> Row:
        row = Row.of(invoice, today=self.today)
        if not linked:
            return replace(row, pay_link=None)
        allowed = self.rulebook.company.pay_hosts
        link = self.extras.checked_link(invoice, platform=self.company.platform, allowed=allowed)
        return replace(row, pay_link=link)

    def _first_part(self) -> date:
        return self.calendar.next_open(self.today + timedelta(FIRST_PART_AFTER_DAYS))


def leading_of(intent: Intent, invoices: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """The invoices of which the mail takes its own step; all of them where none does."""
    steps = {line.invoice: line.step for line in intent.lines}
    leading = tuple(invoice for invoice in invoices if _leads(steps.get(invoice.id), intent))
    return leading or tuple(invoices)


def _parts(parts: Sequence[Instalment]) -> tuple[Part, ...]:
    return tuple(Part(part.on, (part.amount,)) for part in parts)


def _leads(step: str | None, intent: Intent) -> bool:
    return step is not None and intent.step in (step, name_of_step(step))


def greeting(to: Sequence[Person]) -> str | None:
    """How the one person written to is greeted; None for several, and for a nameless mailbox."""
    return to_greet(to[0].name) if len(to) == 1 else None


def _addresses(people: Sequence[Person]) -> tuple[Address, ...]:
    return tuple(Address(person.email, person.name) for person in people if person.email)
