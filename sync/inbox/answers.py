"""What somebody's answer changes: a reply pauses the ladder, an automatic answer does not."""

from dataclasses import replace
from datetime import date, timedelta

from connectors.inbox.incoming import Incoming
from rules import wording
from rules.case import Mark, MarkKind
from rules.facts import CustomerId
from sync.inbox.matching import How, Match
from sync.inbox.news import Arrival, News, Situation, ask_for_address
from sync.store.address_rows import AddressState
from sync.store.delivery_rows import Delivery
from sync.store.task_rows import Source, Task

OLD_NEWS = timedelta(days=5)
"""What was written before Goodterms first looked, and longer ago, is no task any more."""


def of_reply(mail: Incoming, situation: Situation, *, on: date) -> News:
    """A mail that a person wrote, which came on that day."""
    match = situation.directions.match(mail, on=on)
    if match.how is How.OURS:
        return News(says="from ourselves", match=match)
    if match.how is How.NOBODY:
        return News(says="from no customer", match=match)
    if match.how is How.DOMAIN:
        return _guessed(mail, match, situation)
    confirmed = _confirmed(mail, match, situation, on=on)
    if match.how is How.SETTLED:
        names = wording.listing([situation.name(each) for each in match.customers])
        return News(says=f"from {names}, who owe nothing", match=match, addresses=confirmed)
    if len(match.customers) > 1:
        return _ambiguous(mail, match, situation, on=on)
    return _theirs(mail, match, situation, on=on, confirmed=confirmed)


def _theirs(
    mail: Incoming,
    match: Match,
    situation: Situation,
    *,
    on: date,
    confirmed: tuple[AddressState, ...],
) -> News:
    [customer] = match.customers
    name, who = situation.name(customer), _who(mail)
    tasks: list[Task] = []
    if match.how is How.ANSWER or not situation.is_first or situation.today - on <= OLD_NEWS:
        words = f"read what {who} of {name} wrote"
        tasks.append(_task(situation, words, customer, mail))
    says = f"{name} replied: their ladder pauses"
    if customer not in situation.directions.people.get(mail.sender, ()):
        words = f"they answered from {mail.sender}: is this who pays at {name}?"
        tasks.append(situation.task(words, Source.REPLY, customer=customer))
        says += ", by somebody new"
    arrivals: tuple[Arrival, ...] = ()
    if match.intent is not None:
        arrivals = (Arrival(match.intent, Delivery.REPLIED, f"{who} wrote on {wording.day(on)}"),)
    return News(
        says=says,
        match=match,
        marks=((customer, _mark(mail, on)),),
        tasks=tuple(tasks),
        addresses=confirmed,
        arrivals=arrivals,
    )


def _ambiguous(mail: Incoming, match: Match, situation: Situation, *, on: date) -> News:
    """Each customer whose reply it may be is quiet, and a person says whose it is."""
    names = wording.listing([situation.name(each) for each in match.customers])
    words = f"say whose mail this is: {_who(mail)} is known at {names}"
    return News(
        says=f"a reply of {names}, nobody knows of which: all of them pause",
        match=match,
        marks=tuple((customer, _mark(mail, on)) for customer in match.customers),
        tasks=(_task(situation, words, None, mail),),
    )


def _guessed(mail: Incoming, match: Match, situation: Situation) -> News:
    [customer] = match.customers
    words = f"see whether {mail.sender} writes for {situation.name(customer)}"
    return News(
        says=f"perhaps from {situation.name(customer)}: a person has to look",
        match=match,
        tasks=(_task(situation, words, customer, mail),),
    )


def of_automatic(mail: Incoming, situation: Situation, *, on: date) -> News:
    """An automatic answer is no reply: nothing pauses."""
    match = situation.directions.match(mail, on=on)
    if match.how in (How.OURS, How.NOBODY, How.DOMAIN) or len(match.customers) != 1:
        return News(says="an automatic mail of no customer", match=Match(How.NOBODY))
    [customer] = match.customers
    name, who = situation.name(customer), _who(mail)
    says = f"{who} is out of office"
    tasks: list[Task] = []
    addresses: tuple[AddressState, ...] = ()
    if mail.gone:
        says = f"{who} no longer works there"
        addresses = (_left(mail, customer, situation, on=on, says=says),)
        about = f"{mail.sender}: {says}, by an automatic answer"
        tasks.append(ask_for_address(situation, customer, about, Source.AWAY))
    others = [email for email in mail.instead if email != mail.sender]
    if others:
        words = f"{says} and names {wording.listing(others)}: write there instead?"
        tasks.append(_task(situation, f"{name}: {words}", customer, mail, Source.AWAY))
    arrivals: tuple[Arrival, ...] = ()
    if match.intent is not None and situation.delivery(match.intent) != Delivery.REPLIED:
        arrivals = (Arrival(match.intent, Delivery.OUT_OF_OFFICE, says),)
    return News(
        says=f"{says}: no reply, {name}'s ladder goes on",
        match=match,
        tasks=tuple(tasks),
        addresses=addresses,
        arrivals=arrivals,
    )


def _left(
    mail: Incoming, customer: CustomerId, situation: Situation, *, on: date, says: str
) -> AddressState:
    known = situation.address(mail.sender)
    return replace(known, customer=customer, usable=False, bounced_on=on, says=says)


def _confirmed(
    mail: Incoming, match: Match, situation: Situation, *, on: date
) -> tuple[AddressState, ...]:
    """Whoever answered from an address reads what is sent there."""
    known = situation.address(mail.sender)
    customer = match.customers[0] if len(match.customers) == 1 else known.customer
    latest = max(on, known.confirmed_on or on)
    return (replace(known, customer=customer, usable=True, confirmed_on=latest, soft=0),)


def _mark(mail: Incoming, on: date) -> Mark:
    return Mark(
        kind=MarkKind.REPLIED,
        invoice=None,
        since=on,
        words=mail.first_lines.partition("\n")[0][:100],
        source=f"a mail from {mail.sender}",
    )


def _task(
    situation: Situation,
    words: str,
    customer: CustomerId | None,
    mail: Incoming,
    source: Source = Source.REPLY,
) -> Task:
    said = [part for part in (mail.subject, mail.first_lines) if part]
    about = "\n".join(said)
    return situation.task(words, source, customer=customer, about=about, mail=mail)


def _who(mail: Incoming) -> str:
    return mail.sender_name or mail.sender
