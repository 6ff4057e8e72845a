"""What a mail that came back changes: the address, the mail of ours, and who is told next.

Only addresses that we know are believed about: of somebody else's mail nothing follows. A report
that returns a mail which is not ours may be forged, or about one written by hand: a person looks.
"""

from dataclasses import replace
from datetime import date, timedelta

from connectors.inbox.incoming import Incoming, Undelivered
from rules.facts import CustomerId
from sync.inbox.freemail import domain_of
from sync.inbox.matching import How, Match
from sync.inbox.news import Arrival, News, Situation, ask_for_address
from sync.store.address_rows import AddressState
from sync.store.delivery_rows import Delivery
from sync.store.outbox_rows import Intent, State
from sync.store.task_rows import Source, Task

RETRY_AFTER = timedelta(days=3)
"""A mail that came back for now is told again after so long."""
SOFT_AT_MOST = 3
"""So many bounces for now in a row, and the address is taken for dead."""


def of_bounce(mail: Incoming, situation: Situation, *, on: date) -> News:
    """A report that a mail of ours did not arrive, which came on that day."""
    answered = situation.directions.answered(mail)
    if not mail.undelivered:
        return _of_nobody_named(mail, answered, situation)
    of_another = answered is None and bool(mail.answers)
    told = [
        _one(each, answered, situation, on=on, of_another=of_another) for each in mail.undelivered
    ]
    theirs = [news for news in told if news.match.how is not How.NOBODY]
    if not theirs:
        return told[0]
    return News(
        says="; ".join(dict.fromkeys(news.says for news in theirs)),
        match=theirs[0].match,
        tasks=tuple(task for news in theirs for task in news.tasks),
        addresses=tuple(state for news in theirs for state in news.addresses),
        arrivals=tuple(arrival for news in theirs for arrival in news.arrivals),
    )


def _of_nobody_named(mail: Incoming, answered: Intent | None, situation: Situation) -> News:
    if answered is None:
        return News(says="a bounce of no mail of ours", match=Match(How.NOBODY))
    customer = answered.customer
    words = f"look at what came back of the mail to {situation.name(customer)}"
    return News(
        says="a mail of ours came back, and nobody can tell from whom",
        match=Match(How.ANSWER, (customer,), answered),
        tasks=(
            situation.task(words, Source.BOUNCE, customer=customer, about=mail.subject, mail=mail),
        ),
    )


def _one(
    report: Undelivered,
    answered: Intent | None,
    situation: Situation,
    *,
    on: date,
    of_another: bool,
) -> News:
    """`of_another`: the mail that came back has a Message-ID, and it is none of ours."""
    intent = answered
    if intent is None and not of_another:
        intent = situation.directions.latest_to(report.email, on=on)
    email = _meant(report, intent)
    if situation.directions.is_ours(email):
        words = f"put our own address {email} right: mail to it comes back"
        return News(
            says=f"our own address {email} came back",
            match=Match(How.OURS),
            tasks=(situation.task(words, Source.BOUNCE, customer=None, about=report.why),),
        )
    known = tuple(sorted(situation.directions.people.get(email, ())))
    customers = (intent.customer,) if intent is not None else known
    if not customers:
        return News(says="a bounce of no mail of ours", match=Match(How.NOBODY))
    if of_another:
        return _of_another_mail(email, report, customers, situation)
    match = Match(How.ANSWER if intent else How.ADDRESS, customers, intent)
    if report.delayed:
        return _still_tried(report, match, situation)
    if report.refused:
        return _refused(email, report, match, situation)
    return _came_back(email, report, match, situation, on=on)


def _of_another_mail(
    email: str, report: Undelivered, customers: tuple[CustomerId, ...], situation: Situation
) -> News:
    """Anybody can write a report; one of ours can only be written by who has the mail."""
    words = f"see whether mail reaches {email}: one came back that Goodterms did not send"
    task = situation.task(words, Source.BOUNCE, customer=customers[0], about=report.why)
    return News(
        says=f"another mail to {email} came back: a person has to look",
        match=Match(How.ADDRESS, customers),
        tasks=(task,),
    )


def _meant(report: Undelivered, intent: Intent | None) -> str:
    """The address that we wrote to, where that one was only passed on to the one reported."""
    if intent is None or report.email in intent.theirs or len(intent.theirs) != 1:
        return report.email
    return intent.theirs[0]


def _still_tried(report: Undelivered, match: Match, situation: Situation) -> News:
    says = f"their server has not taken it yet, and is still tried: {report.why or 'no reason'}"
    arrivals: tuple[Arrival, ...] = ()
    if match.intent is not None and situation.delivery(match.intent) is None:
        arrivals = (Arrival(match.intent, Delivery.DEFERRED, says),)
    return News(says=says, match=match, arrivals=arrivals)


def _refused(email: str, report: Undelivered, match: Match, situation: Situation) -> News:
    """The address may well be right: it is our mail that they do not want. Nobody else is tried."""
    domain = domain_of(email)
    words = f"find out why {domain} refuses our mail"
    says = f"{domain} refuses our mail: {report.why}"
    arrivals: tuple[Arrival, ...] = ()
    if match.intent is not None and match.intent.state is State.SENT:
        arrivals = (Arrival(match.intent, Delivery.REFUSED, says, refused=True),)
    customer = match.customers[0]
    return News(
        says=says,
        match=match,
        tasks=(situation.task(words, Source.BOUNCE, customer=customer, about=report.why),),
        arrivals=arrivals,
    )


def _came_back(
    email: str, report: Undelivered, match: Match, situation: Situation, *, on: date
) -> News:
    state = _after(situation.address(email), report, match.customers[0], on=on)
    why = f": {report.why}" if report.why else ""
    says = f"{email} came back{'' if not state.usable else ' for now'}{why}"
    tasks: tuple[Task, ...] = ()
    if not state.usable:
        tasks = tuple(ask_for_address(situation, each, says) for each in match.customers)
    return News(
        says=says,
        match=match,
        tasks=tasks,
        addresses=(state,),
        arrivals=_returned(state, says, match.intent, situation),
    )


def _after(
    known: AddressState, report: Undelivered, customer: CustomerId, *, on: date
) -> AddressState:
    """The address after one more bounce; a good sign that came later stays the last word."""
    if known.confirmed_on is not None and known.confirmed_on > on:
        return known
    soft = 0 if report.hard else known.soft + 1
    return replace(
        known,
        customer=known.customer or customer,
        usable=known.usable and not report.hard and soft < SOFT_AT_MOST,
        bounced_on=on,
        says=report.why or "no reason was given",
        soft=soft,
    )


def _returned(
    state: AddressState, says: str, intent: Intent | None, situation: Situation
) -> tuple[Arrival, ...]:
    """What it means for the mail: whoever else has it, has heard it."""
    if intent is None or situation.delivery(intent) == Delivery.REPLIED:
        return ()
    if intent.state not in (State.SENT, State.UNKNOWN):
        return ()
    others = [email for email in intent.theirs if email != state.email]
    if any(situation.address(email).usable for email in others):
        return (Arrival(intent, Delivery.BOUNCED, says),)
    if state.usable:
        return (Arrival(intent, Delivery.BOUNCED, says, situation.today + RETRY_AFTER),)
    return (Arrival(intent, Delivery.BOUNCED, says, returned=True),)
