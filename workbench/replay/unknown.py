"""What a ledger's history cannot tell, said beside every replay."""

from collections.abc import Iterator
from datetime import date

from rules import wording
from rules.facts import InvoiceStatus
from sync.cases import Books
from workbench.replay.customers import held_all_along
from workbench.replay.replay import Period

ACTS = (
    "It is taken that a person makes each call, posts each letter on paper, and approves each "
    "offer on the day it comes."
)
NEVER_ACTS = (
    "It is taken that nobody ever makes a call, posts a letter or approves an offer: the step goes "
    "on waiting, and its invoice hears nothing more."
)
AS_NOW = (
    (
        "Due dates, addresses, groups, notes and expected dates are taken as they are now; a note or an "
        "expected date counts from the day of issue. What was changed or removed since is not known."
    ),
    (
        "Whether an invoice was sent, or is disputed, is taken as the ledger says it now; whether one "
        "was viewed by then is not known. Mail is taken to arrive."
    ),
    (
        "Credit counts from its own day with what is left of it now; what has been used up since is "
        "not known, so a contact may be counted that such credit would have held back."
    ),
    "The ledger is taken to have been read without failure on every day.",
)


def not_known(books: Books, period: Period, *, asked: date | None) -> Iterator[str]:
    """The sentences, those with figures first. `asked`: the last day that was asked for."""
    if asked is not None and asked > period.end:
        yield (
            f"Replayed up to {wording.day(period.end)}, the day of the last pull, not to "
            f"{wording.day(asked)}: of days to come there is no history."
        )
    yield ACTS if period.acts else NEVER_ACTS
    began = sum(step.on < period.start for _, step in books.taken)
    if began:
        yield f"Steps that were really taken before the first day count: {began}."
    else:
        yield "Nobody had been contacted before the first day, so older debts enter as a backlog."
    yield from _counts(books)
    yield from AS_NOW


def _counts(books: Books) -> Iterator[str]:
    gone = (InvoiceStatus.VOIDED, InvoiceStatus.DELETED)
    voided = sum(invoice.status in gone for invoice in books.invoices)
    if voided:
        says = wording.invoices(voided)
        yield f"Voided or deleted since, on a day that is not told, and left out: {says}."
    dayless = sum(
        invoice.status is InvoiceStatus.PAID and invoice.paid_on is None
        for invoice in books.invoices
    )
    if dayless:
        says = wording.invoices(dayless)
        yield f"Settled on a day that the ledger does not tell, and left out: {says}."
    credited = sum(
        invoice.is_open
        and invoice.balance.amount + sum(amount for _, amount in books.paid.get(invoice.id, ()))
        < invoice.total.amount
        for invoice in books.invoices
    )
    if credited:
        says = wording.invoices(credited)
        yield f"Reduced by credit on a day that is not told, and taken as reduced from issue: {says}."
    if held := held_all_along(books):
        yield f"Customers with a record that cannot be read, held on every day: {len(held)}."
