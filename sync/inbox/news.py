"""What a mail changes, as a value: it is worked out without a store, and applied in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from connectors.inbox.incoming import Incoming
from rules.case import Mark
from rules.facts import CustomerId
from sync.inbox.matching import Directions, Match
from sync.store.address_rows import AddressState
from sync.store.delivery_rows import Delivery
from sync.store.incoming_rows import identity_of
from sync.store.outbox_rows import Intent
from sync.store.task_rows import Source, Task, new_task


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known now of a mail of ours that went out."""

    intent: Intent
    delivery: Delivery
    says: str
    retry_on: date | None = None
    """It came back for now, and is told again then if nothing else comes."""
    returned: bool = False
    """Nobody of the customer's has it: its steps are free again."""
    refused: bool = False
    """It came back for a reason that lies with us: a person has to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one mail changes."""

    says: str
    """In words, for the table."""
    match: Match
    marks: tuple[tuple[CustomerId, Mark], ...] = ()
    tasks: tuple[Task, ...] = ()
    addresses: tuple[AddressState, ...] = ()
    arrivals: tuple[Arrival, ...] = ()


@dataclass(slots=True)
class Situation:
    """What is known while a reading's mails are gone through, one after the other."""

    directions: Directions
    names: Mapping[CustomerId, str]
    addresses: dict[str, AddressState]
    """Grows with each mail."""
    is_first: bool
    """The mailbox is read for the first time: much of what lies in it was dealt with long ago."""
    today: date
    delivered: dict[str, Delivery] = field(default_factory=dict)
    """By the id of an intent: what this reading has found out of it."""

    def name(self, customer: CustomerId) -> str:
        """The customer's name."""
        return self.names.get(customer, f"customer {customer}")

    def address(self, email: str) -> AddressState:
        """What is known of an address."""
        return self.addresses.get(email) or AddressState(email=email)

    def delivery(self, intent: Intent) -> str | None:
        """What is known of a mail so far."""
        return self.delivered.get(intent.id) or intent.delivery

    def learn(self, news: News) -> None:
        """Know it for the mails that follow."""
        self.addresses.update({state.email: state for state in news.addresses})
        self.delivered.update({each.intent.id: each.delivery for each in news.arrivals})

    def task(
        self,
        words: str,
        source: Source,
        *,
        customer: CustomerId | None,
        about: str = "",
        mail: Incoming | None = None,
    ) -> Task:
        """A task of today; with `mail` one of that mail alone."""
        return new_task(
            words,
            source=source,
            since=self.today,
            customer=customer,
            customer_name=self.name(customer) if customer else "",
            about=about,
            key=identity_of(mail) if mail else "",
        )


def ask_for_address(
    situation: Situation, customer: CustomerId, about: str, source: Source = Source.BOUNCE
) -> Task:
    """The task for whoever cannot be written to any more."""
    words = f"ask {situation.name(customer)} for an address"
    return situation.task(words, source, customer=customer, about=about)
