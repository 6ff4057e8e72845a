"""Reads the customer of a golden test, and how they have paid so far."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rules.book.fields import Fields, Problems, day, integer, listing, name
from rules.book.yaml_nodes import Text, Written
from rules.case import Behaviour
from rules.facts import Contact, Person
from rules.golden.invoices import CUSTOMER
from rules.golden.values import country, is_none, person, phone, words

KEYS: Final = (
    "name",
    "people",
    "phone",
    "paid",
    "paid_late",
    "days_late",
    "promises_kept",
    "promises_broken",
    "known_since",
    "country",
    "language",
    "groups",
    "note",
    "sub_customers",
)
SOMEBODY: Final = Person(email="pat@customer.example", name="Pat Lee")
"""Whom a customer has where a test names nobody."""
NAMELESS: Final = "not told"
"""The id of a group whose name the ledger of a test does not tell: `groups: none`."""
LATE_BY: Final = 7
"""Days; how late `paid_late` invoices were paid."""


@dataclass(frozen=True, slots=True)
class Payer:
    """The customer of a test, and how they have paid so far."""

    contact: Contact
    behaviour: Behaviour
    known_since: date | None = None
    members: tuple[str, ...] = ()


NOBODY_SAID: Final = Payer(Contact(id=CUSTOMER, name="Customer", people=(SOMEBODY,)), Behaviour())


_count: Final = integer(0, 10_000)


def _days_late(node: Written, problems: Problems) -> int | None:
    """Days from due to paid; negative when early."""
    minus = isinstance(node, Text) and node.text.startswith("-")
    shown = Text(node.text[1:], node.place) if minus and isinstance(node, Text) else node
    found = integer(0, 9_999)(shown, problems)
    return -found if minus and found is not None else found


def read_payer(node: Written, problems: Problems) -> Payer | None:
    """The customer: a name, or a mapping."""
    if isinstance(node, Text) and not node.is_empty:
        called = name(node, problems)
        return (
            replace(NOBODY_SAID, contact=replace(NOBODY_SAID.contact, name=called))
            if called
            else None
        )
    fields = Fields.of(node, "a customer", KEYS, problems=problems)
    if fields is None:
        return None
    people = fields.maybe("people", listing(person))
    nameless = is_none(fields.node.get("groups"))
    contact = Contact(
        id=CUSTOMER,
        name=fields.take("name", name, NOBODY_SAID.contact.name),
        people=(SOMEBODY,) if people is None else people,
        phone=fields.maybe("phone", phone),
        country=fields.maybe("country", country),
        language=fields.maybe("language", name),
        groups=() if nameless else fields.many("groups", words),
        group_id=NAMELESS if nameless else None,
        memo=fields.maybe("note", words),
    )
    members = fields.many("sub_customers", name)
    return Payer(contact, _behaviour(fields), fields.maybe("known_since", day), members)


def _behaviour(fields: Fields) -> Behaviour:
    """From each payment's days, or from how many were paid and how many of them late."""
    paid, late = fields.take("paid", _count, 0), fields.take("paid_late", _count, 0)
    each = fields.many("days_late", _days_late)
    said = fields.node.get("days_late")
    if said is not None and (fields.node.get("paid") or fields.node.get("paid_late")):
        says = 'How they paid is said twice: "days_late" says it for each invoice that was paid.'
        fields.problems.add(said.place, says, 'Leave "paid" and "paid_late" out.')
    elif late > paid:
        says = f"{late} invoices were paid late, and only {paid} were paid at all."
        at = fields.node.get("paid_late")
        fields.problems.add(at.place if at else fields.place, says)
        late = paid
    return Behaviour(
        days_late=each if said is not None else (LATE_BY,) * late + (0,) * (paid - late),
        promises_kept=fields.take("promises_kept", _count, 0),
        promises_broken=fields.take("promises_broken", _count, 0),
    )
