"""A statement of account made by hand: to look at, to print, to send oneself. Nothing is noted."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from connectors.errors import Misuse
from rules.deciding.statements import Period
from rules.facts import Contact
from rules.letters.facts import LetterFacts, Row
from rules.letters.language import Language
from rules.letters.statement_block import period_words, statement_block, words_of
from rules.letters.ways import told_in
from rules.statement import Account, Entry, Statement
from sync.extras import Extras
from sync.house import Opener, utc_now
from sync.mails import Writer
from sync.paper.printed import Printed
from sync.plan import amount
from sync.run import calendar_of
from sync.statements import Accounts, customer_called


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A statement, and what it takes to show it."""

    customer: Contact
    drawn: Statement
    facts: LetterFacts
    writer: Writer

    @property
    def text(self) -> str:
        """As text, to be read."""
        language = Language.of(self.facts.locale)
        title = f"{words_of(language).title}: {self.customer.name}"
        period = period_words(self.drawn, language)
        said = statement_block(self.drawn, language).text
        return f"{title}\n{period}\n\n{said}".rstrip() + "\n"

    @property
    def pdf(self) -> Printed:
        """As a PDF, ready for the post where the ledger has the address."""
        return self.writer.statement_pdf(self.facts, self.customer.id)

    @property
    def json(self) -> dict[str, Any]:
        """For machines: see docs/json.md."""
        return {
            "customer": {"id": self.customer.id, "name": self.customer.name},
            "from": self.drawn.start.isoformat(),
            "to": self.drawn.end.isoformat(),
            "on": self.drawn.today.isoformat(),
            "accounts": [_account(account) for account in self.drawn.accounts],
        }


def make(opener: Opener, wanted: str, *, start: date | None, end: date | None) -> ByHand:
    """The statement of a customer from what was pulled last: this month's unless days are named.

    Everything that is open is on it, also what is disputed or was never sent: whoever makes it by
    hand decides what happens to it. Raises Misuse for an unknown customer or a period that is none.
    """
    accounts = Accounts(opener.store, opener.settings.company)
    books = accounts.books
    calendar = calendar_of(opener.rulebook, books.company)
    today = utc_now().astimezone(ZoneInfo(calendar.timezone)).date()
    end = end or today
    start = start or end.replace(day=1)
    if end < start:
        raise Misuse(f'"{end}" is before "{start}": a statement goes from the earlier day on.')
    customer = customer_called(books, wanted)
    drawn = accounts.of(customer.id, Period(start, end, today), today=max(today, end))
    writer = Writer(
        extras=Extras(opener.ledger),
        rulebook=opener.rulebook,
        company=books.company,
        calendar=calendar,
        attach_pdf=False,
        today=drawn.today,
        accounts=accounts,
    )
    mine = (i for i in books.invoices if i.is_open and books.billed(i.customer) == customer.id)
    firm = opener.rulebook.company
    sender = firm.sender
    facts = LetterFacts(
        company=books.company.name,
        sender=(sender.name if sender else None) or books.company.name,
        sender_email=sender.email if sender else "",
        customer=customer.name,
        today=drawn.today,
        rows=tuple(Row.of(invoice, today=drawn.today) for invoice in mine),
        pay_by=told_in(firm.pay_by, firm.language, firm.language),
        locale=f"{firm.language}_{books.company.country or 'GB'}",
        account=drawn,
    )
    return ByHand(customer=customer, drawn=drawn, facts=facts, writer=writer)


def _account(account: Account) -> dict[str, Any]:
    def said(value: Any) -> str:
        return amount(value, account.currency)

    def entry(each: Entry) -> dict[str, Any]:
        due = each.due.isoformat() if each.due else None
        return {
            "on": each.on.isoformat(),
            "kind": each.kind.value,
            "number": each.number,
            "amount": said(each.amount),
            "due": due,
        }

    names = ("current", "1-30", "31-60", "61-90", "over 90")
    return {
        "currency": account.currency,
        "opening": said(account.opening),
        "entries": [entry(each) for each in account.entries],
        "closing": said(account.closing),
        "since": [entry(each) for each in account.since],
        "balance": said(account.balance),
        "credit": said(account.credit),
        "ages": dict(zip(names, map(said, account.ages), strict=True)),
    }
