"""Who is known at each customer who owes anything, and whether mail reaches them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from connectors.errors import Misuse
from rules.case import Case
from rules.deciding.recipients import is_vague
from rules.deciding.roles import Directory, person_of
from rules.facts import CustomerId, Person
from rules.rulebook import Rulebook
from sync.cases import Books, build_cases
from sync.store import address_rows
from sync.store.address_rows import AddressState
from sync.store.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAt:
    """One person, or one mailbox, of a customer."""

    name: str | None
    role: str | None
    email: str
    phone: str | None
    confirmed_on: date | None
    """The day of the last good sign: an answer from there, or a person's word."""
    bounced_on: date | None
    says: str | None
    """What came back from there last."""
    is_vague: bool
    """A mailbox behind which nobody in particular sits."""
    is_usable: bool

    @property
    def json(self) -> dict[str, Any]:
        """The interface: see docs/json.md."""
        return {
            "name": self.name,
            "role": self.role,
            "email": self.email,
            "phone": self.phone,
            "confirmed_on": self.confirmed_on.isoformat() if self.confirmed_on else None,
            "bounced_on": self.bounced_on.isoformat() if self.bounced_on else None,
            "says": self.says,
            "vague": self.is_vague,
            "usable": self.is_usable,
        }


@dataclass(frozen=True, slots=True)
class CustomerPeople:
    """A customer who owes something, and whom one can write to there."""

    id: CustomerId
    name: str
    people: tuple[KnownAt, ...]
    unusable: tuple[str, ...]
    """What stands in the ledger's fields and is no address, as written."""

    @property
    def is_reachable(self) -> bool:
        """Whether mail reaches anybody there."""
        return any(person.is_usable for person in self.people)

    @property
    def json(self) -> dict[str, Any]:
        """The interface: see docs/json.md."""
        return {
            "customer": {"id": self.id, "name": self.name},
            "reachable": self.is_reachable,
            "people": [person.json for person in self.people],
            "unusable": list(self.unusable),
        }


def people_of(books: Books, rulebook: Rulebook, *, today: date) -> Iterator[CustomerPeople]:
    """The people of every customer who owes anything, by the customer's name."""
    directory = Directory.of(rulebook)
    cases = [case for case in build_cases(books, today=today) if case.invoices]
    for case in sorted(cases, key=lambda case: (case.customer.name.casefold(), case.customer.id)):
        known = (*_in_ledger(case), *map(person_of, directory.at(case.customer.name)))
        yield CustomerPeople(
            case.customer.id,
            case.customer.name,
            tuple(_known_at(person, case, books) for person in _once(known)),
            case.customer.unusable,
        )


def _in_ledger(case: Case) -> Iterator[Person]:
    yield from case.customer.people
    for invoice in case.invoices:
        yield from (*invoice.bill_to, *invoice.bill_cc)


def _once(known: tuple[Person, ...]) -> list[Person]:
    """Each address once, with whatever anybody knows of it."""
    found: dict[str, Person] = {}
    for person in known:
        if person.email is None:
            continue
        before = found.get(person.email.lower(), person)
        found[person.email.lower()] = replace(
            before,
            name=before.name or person.name,
            phone=before.phone or person.phone,
            role=before.role or person.role,
        )
    return list(found.values())


def _known_at(person: Person, case: Case, books: Books) -> KnownAt:
    email = (person.email or "").lower()
    state = books.addresses.get(email, AddressState(email=email))
    by_ledger = next((i.delivery_problem for i in case.invoices if i.delivery_problem), None)
    is_dead = email in case.bounced
    return KnownAt(
        name=person.name,
        role=person.role,
        email=person.email or "",
        phone=person.phone,
        confirmed_on=state.confirmed_on,
        bounced_on=state.bounced_on,
        says=state.says or (by_ledger if is_dead else None),
        is_vague=is_vague(email),
        is_usable=not is_dead,
    )


def confirm(store: Store, company: str, email: str, *, today: date) -> None:
    """A person says that mail reaches this address. Raises Misuse for what is none."""
    if "@" not in email:
        raise Misuse(f'"{email}" is no address; write it like jo.park@acme.example.')
    with store.write() as connection:
        known = address_rows.all_addresses(connection, company)
        state = known.get(email.lower(), AddressState(email=email.lower()))
        confirmed = replace(state, usable=True, confirmed_on=today, soft=0)
        address_rows.put_addresses(connection, company, [confirmed])
