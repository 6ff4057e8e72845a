"""Puts a case on the desk."""

from datetime import date

from msgspec import structs

from rules.case import Case
from rules.conditions import AUTO_PAY, LANGUAGE, SEGMENT
from rules.deciding.compiled import compiled
from rules.deciding.desk import Desk, guards_for
from rules.deciding.history import Past, history
from rules.deciding.roles import auto_pay, customer_language
from rules.deciding.standing import standing
from rules.facts import Invoice, InvoiceId
from rules.rulebook import Rulebook


def lay_out(rulebook: Rulebook, case: Case, *, past: Past | None = None) -> Desk:
    """The case beside its past and the compiled rulebook, its open invoices by their due dates.

    `past`: the steps of the case, where they are sorted already.
    """
    is_open = [invoice for invoice in case.invoices if invoice.is_open]
    if len(is_open) > 1:
        is_open.sort(key=_by_due)
    invoices = tuple(is_open)
    book = compiled(rulebook, case.company.country)
    before = history(case, past)
    if AUTO_PAY in book.asks:
        case = structs.replace(case, auto_pay=auto_pay(rulebook, case))
    if LANGUAGE in book.asks:
        case = structs.replace(case, language=customer_language(rulebook, case))
    if SEGMENT in book.asks:
        case = structs.replace(
            case, segment=standing(Desk(book, case, before, invoices, ())).segment
        )
    return Desk(book, case, before, invoices, guards_for(book, case))


def _by_due(invoice: Invoice) -> tuple[date, InvoiceId]:
    return (invoice.due or date.max, invoice.id)
