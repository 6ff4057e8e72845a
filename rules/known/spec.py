"""What is known of a fact itself: its type, where it comes from, and how to get it from a case."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rules.case import Case
from rules.comparisons import FactType, Value
from rules.facts import Invoice
from rules.known.texts import Texts

Getter = Callable[[Case, Invoice | None], Value | None]


class Scope(StrEnum):
    """What a fact is about."""

    INVOICE = "invoice"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, in each platform's own words."""

    xero: str
    quickbooks: str


def both(says: str) -> Source:
    """A fact that comes from the same place on both platforms."""
    return Source(says, says)


OURS = both("Goodterms' own record")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """One line of the table."""

    type: FactType
    scope: Scope
    doc: str
    """A sentence: what it is, and what it counts."""
    get: Getter
    source: Source
    unknown: str = ""
    """Why it can be missing, to follow "is not known: "."""
    can_be_never: bool = False
    evidence: Callable[[Case], str] | None = None
    """What a figure rests on, such as "3 of 9 invoices paid in 730 days"."""
    texts: Texts | None = None
    """What its texts can be; None: any, or only the whole rulebook tells."""
    least: int | None = None
    """The least that it can be, where its type does not say so."""
    of_what_is_open: bool = False
    """Whether it is more than nothing wherever an open invoice is decided about."""


def of_invoice(
    type_: FactType,
    get: Callable[[Case, Invoice], Value | None],
    doc: str,
    *,
    source: Source,
    unknown: str = "the ledger does not say",
    texts: Texts | None = None,
    of_what_is_open: bool = False,
) -> FactSpec:
    """A fact of one invoice."""

    def value(case: Case, invoice: Invoice | None) -> Value | None:
        return None if invoice is None else get(case, invoice)

    return FactSpec(
        type=type_,
        scope=Scope.INVOICE,
        doc=doc,
        get=value,
        source=source,
        unknown=unknown,
        texts=texts,
        of_what_is_open=of_what_is_open,
    )


def of_customer(
    type_: FactType,
    get: Callable[[Case], Value | None],
    doc: str,
    *,
    source: Source,
    unknown: str = "",
    evidence: Callable[[Case], str] | None = None,
    texts: Texts | None = None,
    least: int | None = None,
    of_what_is_open: bool = False,
) -> FactSpec:
    """A fact of the customer as a whole."""

    def value(case: Case, _: Invoice | None) -> Value | None:
        return get(case)

    return FactSpec(
        type=type_,
        scope=Scope.CUSTOMER,
        doc=doc,
        get=value,
        source=source,
        unknown=unknown,
        evidence=evidence,
        texts=texts,
        least=least,
        of_what_is_open=of_what_is_open,
    )


def since(get: Callable[[Case], Value | None], doc: str, *, source: Source) -> FactSpec:
    """Days since something that may never have happened."""

    def value(case: Case, _: Invoice | None) -> Value | None:
        return get(case)

    return FactSpec(
        type=FactType.DAYS,
        scope=Scope.CUSTOMER,
        doc=doc,
        get=value,
        source=source,
        can_be_never=True,
        least=0,
    )
