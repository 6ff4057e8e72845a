"""The facts that an answer's records give, by kind. Most records give one; a payment may give two."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from connectors.ledger import Batch, Gone
from connectors.quickbooks.bodies import PaymentBody, Record
from connectors.quickbooks.customers import to_contact, to_group
from connectors.quickbooks.decode import (
    CREDIT_MEMO,
    CUSTOMER,
    CUSTOMER_TYPE,
    INVOICE,
    PAYMENT,
    TERM,
    Broken,
    Entity,
    Records,
)
from connectors.quickbooks.fields import CannotRead, Home, customer_of
from connectors.quickbooks.translate import (
    credit_of_payment,
    to_credit,
    to_invoice,
    to_payment,
    to_terms,
    unapplied,
)
from rules.facts import KIND_OF, Contact, CustomerId, Fact, Kind, Unreadable

KIND = {
    CUSTOMER.name: Kind.CONTACT,
    TERM.name: Kind.TERMS,
    CUSTOMER_TYPE.name: Kind.GROUP,
    INVOICE.name: Kind.INVOICE,
    PAYMENT.name: Kind.PAYMENT,
    CREDIT_MEMO.name: Kind.CREDIT,
}
_FACT: dict[str, Callable[..., Fact]] = {
    CUSTOMER.name: to_contact,
    TERM.name: to_terms,
    CUSTOMER_TYPE.name: to_group,
    INVOICE.name: to_invoice,
    PAYMENT.name: to_payment,
    CREDIT_MEMO.name: to_credit,
}


@dataclass(frozen=True, slots=True)
class Harvest:
    """Facts, deletions and unreadable records of any kind."""

    facts: tuple[Fact, ...] = ()
    gone: tuple[Gone, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    def plus(self, other: "Harvest") -> "Harvest":
        """Both together."""
        return Harvest(
            self.facts + other.facts,
            self.gone + other.gone,
            self.unreadable + other.unreadable,
        )

    @property
    def is_nameless(self) -> bool:
        """Whether a customer is of a group of which no more than the id is told."""
        return any(isinstance(fact, Contact) and fact.group_id is not None for fact in self.facts)

    def batches(self) -> Iterator[Batch]:
        """A batch for each kind that has something to say, customers before what they owe."""
        for kind in KIND.values():
            batch = self.batch(kind)
            if batch.facts or batch.gone or batch.unreadable:
                yield batch

    def batch(self, kind: Kind) -> Batch:
        """What there is of one kind."""
        return Batch(
            kind=kind,
            facts=tuple(fact for fact in self.facts if KIND_OF[type(fact)] is kind),
            gone=tuple(gone for gone in self.gone if gone.kind is kind),
            unreadable=tuple(bad for bad in self.unreadable if bad.kind is kind),
        )


def harvest(entity: Entity, records: Records, home: Home, *, whole: bool = False) -> Harvest:
    """Translate what an answer holds of one entity; the stubs of deleted records are left out.

    In a `whole` pass a payment that is used up says nothing of the credit that it may once have
    been, since the sweep at its end does.
    """
    facts: list[Fact] = []
    gone: list[Gone] = []
    unreadable = [_unreadable(entity, broken) for broken in records.broken]
    for body in records.bodies:
        if _is_deleted(body):
            continue
        try:
            fact = _FACT[entity.name](body, home)
            credit = unapplied(body, home) if isinstance(body, PaymentBody) else None
        except CannotRead as error:
            unreadable.append(_unreadable(entity, Broken(body.Id, customer_of(body), str(error))))
            continue
        facts.append(fact)
        if credit is not None:
            facts.append(credit)
        elif isinstance(body, PaymentBody) and not whole:
            gone.append(Gone(Kind.CREDIT, credit_of_payment(body.Id or "")))
    return Harvest(tuple(facts), tuple(gone), tuple(unreadable))


def absent(entity: Entity, asked: Sequence[str], records: Records) -> Harvest:
    """What becomes of records that were asked for by their ids, and did not come: they are gone.

    Unless a record came that does not tell its id: it may be any of them, so that none is gone.
    """
    missing = [own for own in asked if own not in ids_of(records)]
    nameless = next((broken for broken in records.broken if broken.id is None), None)
    if nameless is not None:
        return Harvest(
            unreadable=tuple(
                _unreadable(entity, Broken(own, None, nameless.why)) for own in missing
            )
        )
    gone = [Gone(KIND[entity.name], own) for own in missing]
    if entity is PAYMENT:
        gone += [Gone(Kind.CREDIT, credit_of_payment(own)) for own in missing]
    return Harvest(gone=tuple(gone))


def ids_of(records: Records) -> set[str]:
    """The ids of all records, the unreadable ones included."""
    named = [body.Id for body in records.bodies] + [broken.id for broken in records.broken]
    return {own for own in named if own}


def deleted_ids(records: Records) -> set[str]:
    """The ids that CDC calls deleted."""
    return {body.Id for body in records.bodies if body.Id and _is_deleted(body)}


def settled_ids(payments: Records, entity: Entity) -> set[str]:
    """The records of an entity that these payments settle or use up."""
    return {
        link.TxnId
        for body in payments.bodies
        if isinstance(body, PaymentBody)
        for line in body.Line or ()
        for link in line.LinkedTxn or ()
        if link.TxnId and link.TxnType == entity.name
    }


def _is_deleted(body: Record) -> bool:
    return body.status == "Deleted"


def _unreadable(entity: Entity, broken: Broken) -> Unreadable:
    customer = broken.id if entity is CUSTOMER else broken.customer
    return Unreadable(
        kind=KIND[entity.name],
        id=broken.id,
        customer=CustomerId(customer) if customer else None,
        why=broken.why,
    )
