"""Whose a mail is: by the mail of ours that it answers, else by its sender. Pure.

The Message-IDs that it names come first: we gave them out. A mail that the platform sent for us has
another, so its answer is known by the sender's address alone. A domain is never enough.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from connectors.inbox.incoming import Incoming
from rules.deciding.compiled import our_addresses
from rules.deciding.roles import Directory
from rules.facts import CustomerId
from rules.rulebook import Rulebook
from sync.cases import Books
from sync.inbox.freemail import domain_of, is_freemail
from sync.store.outbox_rows import Intent, State

LATELY = timedelta(days=60)
"""A mail of ours that is older is not what somebody writes about without naming it."""
WENT = (State.SENT, State.UNKNOWN, State.SENDING, State.BOUNCED)


class How(StrEnum):
    """By what a mail was matched."""

    ANSWER = "answer"
    """It names a mail of ours."""
    ADDRESS = "address"
    """Its sender is known at one customer with anything open, or at several."""
    SETTLED = "settled"
    """Its sender is known at a customer who owes nothing."""
    DOMAIN = "domain"
    """Somebody unknown, from where one customer is."""
    OURS = "ours"
    """From ourselves."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a mail is."""

    how: How
    customers: tuple[CustomerId, ...] = ()
    """Several: it may be any of theirs."""
    intent: Intent | None = None
    """The mail of ours that it is about, as far as anybody can tell."""


NOBODY = Match(How.NOBODY)


@dataclass(frozen=True)
class Directions:
    """Everything by which a mail is matched."""

    by_message: Mapping[str, Intent]
    by_address: Mapping[str, Sequence[Intent]]
    """What went to an address, the latest last."""
    people: Mapping[str, frozenset[CustomerId]]
    """Who is known at which customers, by address in lower case."""
    domains: Mapping[str, frozenset[CustomerId]]
    """Where one customer with anything open is, and nobody else."""
    open: frozenset[CustomerId]
    """Customers with anything open."""
    ours: frozenset[str]
    our_domain: str | None
    """None where anybody can have an address."""

    def is_ours(self, email: str) -> bool:
        """Whether it is an address of our own."""
        return email in self.ours or domain_of(email) == self.our_domain

    def match(self, mail: Incoming, *, on: date) -> Match:
        """Whose a mail of a person, or of their mailbox while they are away, is."""
        if self.is_ours(mail.sender) or mail.message_id in self.by_message:
            return Match(How.OURS)
        if (answered := self.answered(mail)) is not None:
            return Match(How.ANSWER, (answered.customer,), answered)
        known = self.people.get(mail.sender, frozenset())
        owing = tuple(sorted(known & self.open))
        if owing:
            intent = self.latest_to(mail.sender, on=on) if len(owing) == 1 else None
            return Match(How.ADDRESS, owing, intent)
        if known:
            return Match(How.SETTLED, tuple(sorted(known)))
        near = self.domains.get(domain_of(mail.sender), frozenset())
        return Match(How.DOMAIN, tuple(near)) if near else NOBODY

    def answered(self, mail: Incoming) -> Intent | None:
        """The mail of ours that it names, the nearest first."""
        return next((self.by_message[id_] for id_ in mail.answers if id_ in self.by_message), None)

    def latest_to(self, email: str, *, on: date) -> Intent | None:
        """The last mail of ours to this address, where it was lately."""
        sent = self.by_address.get(email, ())
        return sent[-1] if sent and on - sent[-1].decided_on <= LATELY else None


def directions(books: Books, rulebook: Rulebook, intents: Iterable[Intent]) -> Directions:
    """Sort what is known by what a mail is matched by."""
    went = [_billed(books, intent) for intent in intents if intent.state in WENT]
    by_address: dict[str, list[Intent]] = defaultdict(list)
    for intent in sorted(went, key=lambda intent: intent.decided_on):
        for email in intent.theirs:
            by_address[email].append(intent)
    owing = frozenset(books.billed(i.customer) for i in books.invoices if i.is_open)
    people = _people(books, rulebook, went)
    sender = rulebook.company.sender
    own = domain_of(sender.email) if sender else ""
    return Directions(
        by_message={intent.message_id: intent for intent in went if intent.message_id},
        by_address=by_address,
        people=people,
        domains=_domains(people, owing),
        open=owing,
        ours=our_addresses(rulebook),
        our_domain=None if is_freemail(own) else own or None,
    )


def _billed(books: Books, intent: Intent) -> Intent:
    # whom it went to may have been merged into another customer since
    billed = books.billed(intent.customer)
    return intent if billed == intent.customer else replace(intent, customer=billed)


def _people(
    books: Books, rulebook: Rulebook, went: Iterable[Intent]
) -> dict[str, frozenset[CustomerId]]:
    found: dict[str, set[CustomerId]] = defaultdict(set)
    directory = Directory.of(rulebook)
    for contact in books.contacts.values():
        billed = books.billed(contact.id)
        emails = [person.email for person in contact.people]
        emails += [known.box.email for known in directory.at(contact.name)]
        for email in emails:
            if email:
                found[email.lower()].add(billed)
    for invoice in books.invoices:
        for person in (*invoice.bill_to, *invoice.bill_cc):
            if person.email:
                found[person.email.lower()].add(books.billed(invoice.customer))
    for intent in went:
        for email in intent.theirs:
            found[email].add(intent.customer)
    return {email: frozenset(customers) for email, customers in found.items()}


def _domains(
    people: Mapping[str, frozenset[CustomerId]], owing: frozenset[CustomerId]
) -> dict[str, frozenset[CustomerId]]:
    found: dict[str, set[CustomerId]] = defaultdict(set)
    for email, customers in people.items():
        domain = domain_of(email)
        if not is_freemail(domain):
            found[domain] |= customers
    return {
        domain: frozenset(customers)
        for domain, customers in found.items()
        if len(customers) == 1 and customers <= owing
    }
