"""Takes out of a real case what tells whose it is, as far as what is decided allows.

Each name, address, number and other word gets one stand-in wherever it occurs, and all amounts are
scaled by one factor, so that what is equal stays equal and what is larger stays larger. Where a
decision hangs on a word itself, as in a route for one customer, the word is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import structs

from rules.case import Case, Mark, Taken
from rules.deciding.recipients import is_vague
from rules.decisions import Decision
from rules.facts import Contact, Credit, Invoice, Money, Payment, Person, Unreadable
from rules.golden.expecting import told
from rules.tags import marks_in, words_in

Word = tuple[str, str]
"""A kind of word, such as "reference", and the word itself."""
AMOUNTS: Final[Word] = ("amounts", "")
LARGEST: Final = Decimal(1000)
"""What the largest amount of a case becomes."""
CENT: Final = Decimal("0.01")
MOST_WORDS: Final = 100
"""So many words of a kind are tried one by one; of more, all are kept or none."""
PHONE: Final = "+6495550100"

_STANDS_FOR: Final = {
    "customer": "Customer",
    "sub-customer": "Job",
    "person": "Person",
    "number": "INV",
    "reference": "REF",
    "department": "Department",
    "class": "Class",
    "group": "Group",
    "tag": "tag",
    "outcome of a call": "said",
}


@dataclass(frozen=True, slots=True)
class Disguise:
    """Which words are replaced, and by what; AMOUNTS among them: the amounts are scaled."""

    words: Mapping[Word, str] = field(default_factory=dict)

    def of(self, kind: str, word: str) -> str:
        """The stand-in of a word, or the word itself."""
        return self.words.get((kind, word), word)

    def maybe(self, kind: str, word: str | None) -> str | None:
        """The same, where there may be none."""
        return None if word is None else self.of(kind, word)


@dataclass(frozen=True, slots=True)
class Disguised:
    """A case that tells nobody's name, and the words that had to be kept."""

    case: Case
    kept: tuple[Word, ...]


Decide = Callable[[Case], tuple[Decision, ...]]


def disguise(case: Case, decide: Decide) -> Disguised:
    """Replace every word on which no decision hangs. `decide` is that of the rulebook."""
    everything = _stand_ins(case)
    right = decide(case)

    def same(chosen: Mapping[Word, str]) -> bool:
        hidden = Disguise(chosen)
        return _shape(decide(put_on(case, hidden))) == _shape(right, hidden)

    if same(everything):
        return Disguised(put_on(case, Disguise(everything)), ())
    chosen: dict[Word, str] = {}
    for kind in dict.fromkeys(kind for kind, _ in everything):
        own = {word: stand_in for word, stand_in in everything.items() if word[0] == kind}
        if same(chosen | own):
            chosen |= own
        elif len(own) <= MOST_WORDS:
            for word, stand_in in own.items():
                if same({**chosen, word: stand_in}):
                    chosen[word] = stand_in
    kept = tuple(word for word in everything if word not in chosen)
    return Disguised(put_on(case, Disguise(chosen)), kept)


def _shape(decisions: Iterable[Decision], hidden: Disguise | None = None) -> list[str]:
    """What is decided about which invoices and for whom, in no order."""
    hidden = hidden or Disguise()
    shapes = []
    for decision in decisions:
        said = told(decision) | {"invoices": decision.invoices}
        for key, people in (("to", decision.to), ("cc", decision.cc)):
            said[key] = tuple(_email(hidden, each.email) or "" for each in people)
        shapes.append(repr(said))
    return sorted(shapes)


def _stand_ins(case: Case) -> dict[Word, str]:
    """A stand-in for each word of the case, in the order in which they occur."""
    found: dict[Word, str] = {}
    count: dict[str, int] = {}
    for word in _words(case):
        if word in found or not word[1]:
            continue
        count[word[0]] = number = count.get(word[0], 0) + 1
        found[word] = _STANDS_FOR.get(word[0], "") + _numbered(word[0], number)
    emails = dict.fromkeys(_emails(case))
    found |= _addresses(emails)
    found[AMOUNTS] = ""
    return found


def _numbered(kind: str, number: int) -> str:
    if kind == "customer":
        return ""
    return f" {number}" if kind in ("sub-customer", "person") else f"-{number}"


def _words(case: Case) -> Iterable[Word]:
    yield ("customer", case.customer.name)
    yield from (("group", group) for group in case.customer.groups)
    yield from (("sub-customer", member.name) for member in case.members)
    yield from (("person", person.name) for person in _people(case) if person.name)
    for invoice in (*case.invoices, *case.settled):
        yield ("number", invoice.number or "")
        yield ("reference", invoice.reference or "")
        yield ("department", invoice.department or "")
        yield ("class", invoice.klass or "")
        yield from (("tag", tag) for tag in _tags(invoice))
    yield from (("outcome of a call", taken.says or "") for taken in case.taken)


def _tags(invoice: Invoice) -> tuple[str, ...]:
    """The plain tags in the note; those that make marks are among the marks of the case."""
    memo = invoice.memo or ""
    marking = {
        tag
        for tag in words_in(memo)
        if marks_in(f"#{tag}", invoice=None, since=date.min, source="")
    }
    return tuple(tag for tag in words_in(memo) if tag not in marking)


def _people(case: Case) -> Iterable[Person]:
    yield from case.customer.people
    for invoice in (*case.invoices, *case.settled):
        yield from (*invoice.bill_to, *invoice.bill_cc)


def _emails(case: Case) -> Iterable[str]:
    yield from (person.email.lower() for person in _people(case) if person.email)
    yield from (email.lower() for taken in case.taken for email in taken.emails)
    yield from sorted(case.bounced)


def _addresses(emails: Iterable[str]) -> dict[Word, str]:
    """A person stays a person, and a vague mailbox such as accounts@ the vague mailbox it is."""
    domains: dict[str, str] = {}
    found: dict[Word, str] = {}
    for number, email in enumerate(emails, 1):
        local, _, domain = email.rpartition("@")
        at = len(domains) + 1
        shown = domains.setdefault(domain, f"customer{at if at > 1 else ''}.example")
        kept = local.partition("+")[0] if is_vague(email) else f"person{number}"
        found[("address", email)] = f"{kept}@{shown}"
    taken: set[str] = set()
    for word, address in found.items():  # accounts@ and accounts+x@ of one company
        if address in taken:
            found[word] = address.replace("@", f"+{len(taken)}@")
        taken.add(found[word])
    return found


def put_on(case: Case, hidden: Disguise) -> Case:
    """The case with the stand-ins; free words on which nothing can hang are left out."""
    scaled = _scale(case) if AMOUNTS in hidden.words else None
    return structs.replace(
        case,
        customer=_contact(case.customer, hidden, "customer"),
        members=tuple(_contact(each, hidden, "sub-customer") for each in case.members),
        invoices=tuple(_invoice(each, hidden, scaled) for each in case.invoices),
        settled=tuple(_invoice(each, hidden, scaled) for each in case.settled),
        payments=tuple(_payment(each, scaled) for each in case.payments),
        credits=tuple(_credit(each, number, scaled) for number, each in enumerate(case.credits, 1)),
        taken=tuple(_taken(each, hidden) for each in _counted(case.taken)),
        marks=tuple(_mark(each, scaled) for each in case.marks),
        unreadable=tuple(_unreadable(each) for each in case.unreadable),
        bounced=frozenset(hidden.of("address", each.lower()) for each in case.bounced),
        unread="the mailbox is away" if case.unread is not None else None,
        ledger=replace(
            case.ledger, pull_failed="it failed" if case.ledger.pull_failed is not None else None
        ),
    )


def _scale(case: Case) -> Decimal | None:
    amounts = [
        *(each.total.amount for each in (*case.invoices, *case.settled)),
        *(each.balance.amount for each in case.invoices),
        *(each.amount.amount for each in case.payments),
        *(each.remaining.amount for each in case.credits),
    ]
    largest = max(amounts, default=Decimal(0))
    return LARGEST / largest if largest > 0 else None


def _money(money: Money, scaled: Decimal | None) -> Money:
    if scaled is None or money.amount == 0:
        return money
    return Money(max(CENT, (money.amount * scaled).quantize(CENT)), money.currency)


def _contact(contact: Contact, hidden: Disguise, kind: str) -> Contact:
    return replace(
        contact,
        name=hidden.of(kind, contact.name),
        people=_hidden(contact.people, hidden),
        phone=PHONE if contact.phone else None,
        groups=tuple(hidden.of("group", group) for group in contact.groups),
    )


def _hidden(people: Iterable[Person], hidden: Disguise) -> tuple[Person, ...]:
    return tuple(
        replace(
            person,
            email=_email(hidden, person.email),
            name=hidden.maybe("person", person.name),
            phone=PHONE if person.phone else None,
        )
        for person in people
    )


def _email(hidden: Disguise, email: str | None) -> str | None:
    """An address without a stand-in is kept as it is written."""
    return None if email is None else hidden.words.get(("address", email.lower()), email)


def _invoice(invoice: Invoice, hidden: Disguise, scaled: Decimal | None) -> Invoice:
    tags = " ".join(f"#{hidden.of('tag', tag)}" for tag in _tags(invoice))
    return replace(
        invoice,
        number=hidden.maybe("number", invoice.number),
        total=_money(invoice.total, scaled),
        balance=_money(invoice.balance, scaled),
        bill_to=_hidden(invoice.bill_to, hidden),
        bill_cc=_hidden(invoice.bill_cc, hidden),
        reference=hidden.maybe("reference", invoice.reference),
        department=hidden.maybe("department", invoice.department),
        klass=hidden.maybe("class", invoice.klass),
        memo=tags or None,
    )


def _payment(payment: Payment, scaled: Decimal | None) -> Payment:
    return replace(payment, amount=_money(payment.amount, scaled), reference=None)


def _credit(credit: Credit, number: int, scaled: Decimal | None) -> Credit:
    called = f"CN-{number}" if credit.number else None
    return replace(credit, remaining=_money(credit.remaining, scaled), number=called)


def _taken(taken: Taken, hidden: Disguise) -> Taken:
    emails = tuple(_email(hidden, email) or "" for email in taken.emails)
    return replace(taken, emails=emails, says=hidden.maybe("outcome of a call", taken.says))


def _counted(taken: Iterable[Taken]) -> Iterator[Taken]:
    """The contacts by numbers, and only where nothing else tells those of one day apart."""
    found: dict[object, dict[str, int]] = {}
    listed = tuple(taken)
    for one in listed:
        alike = found.setdefault(_occasion(one), {})
        alike.setdefault(one.contact, len(alike) + 1)
    for one in listed:
        alike = found[_occasion(one)]
        yield replace(one, contact=str(alike[one.contact]) if len(alike) > 1 else "")


def _occasion(taken: Taken) -> object:
    return taken.on, taken.channel, frozenset(taken.emails)


def _mark(mark: Mark, scaled: Decimal | None) -> Mark:
    parts = tuple(replace(part, amount=_money(part.amount, scaled)) for part in mark.parts)
    return replace(mark, words="", parts=parts)


def _unreadable(record: Unreadable) -> Unreadable:
    return replace(record, id=None, why="it cannot be read")
