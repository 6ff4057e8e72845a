"""Who exactly hears about an invoice: the person whose it is, not whoever is on file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from msgspec import Struct, structs

from rules.deciding.desk import Desk
from rules.deciding.roles import NOBODY, Roles, distinct, person_of
from rules.decisions import Finding
from rules.facts import Invoice, Person
from rules.names import is_person
from rules.rulebook import MANAGER, Channel, KnownPerson, Mailbox, Route, Step, Verdict, plain

OURS = "ours"
"""The role of an address of our own in a copy."""
VAGUE = frozenset(
    {
        "accounts",
        "account",
        "accounting",
        "accountspayable",
        "accounts.payable",
        "accounts-payable",
        "ap",
        "admin",
        "billing",
        "bills",
        "bookkeeping",
        "buchhaltung",
        "contact",
        "einkauf",
        "enquiries",
        "facturation",
        "finance",
        "hello",
        "info",
        "invoice",
        "invoices",
        "kontakt",
        "mail",
        "office",
        "payables",
        "payments",
        "rechnung",
        "sales",
        "team",
    }
)
"""Mailboxes behind which nobody in particular sits, by the part before the @."""
# a member of an enum takes ten times as long to look up as a name
_PHONE, _LETTER, _HANDOVER = Channel.PHONE, Channel.LETTER, Channel.HANDOVER
VAGUEST = 3
"""The rank of such a mailbox without a name."""


class Recipients(Struct, frozen=True, dict=True):
    """The people for one invoice and step."""

    to: tuple[Person, ...]
    cc: tuple[Person, ...] = ()
    findings: tuple[Finding, ...] = ()
    tasks: tuple[str, ...] = ()

    @cached_property
    def people(self) -> frozenset[str]:
        """Addresses of the customer's people, in lower case."""
        return frozenset(
            p.email.lower() for p in (*self.to, *self.cc) if p.email and p.role != OURS
        )

    @cached_property
    def addressed(self) -> frozenset[str]:
        """Addresses of those it is addressed to, in lower case."""
        return frozenset(p.email.lower() for p in self.to if p.email)


@dataclass(frozen=True, slots=True)
class Unroutable:
    """It cannot be told whose invoice it is, for a fact that a route asks for is missing."""

    route: Route
    findings: tuple[Finding, ...]


def recipients(desk: Desk, invoice: Invoice, step: Step) -> Recipients | Unroutable:
    """Who hears this step about this invoice; `to` is empty when nobody can be reached."""
    routes = _matching(desk, invoice)
    if isinstance(routes, Unroutable):
        return routes
    managers = desk.book.rulebook.contacts.managers
    if routes or invoice.bill_to or invoice.bill_cc or (managers and step.cc):
        return _found(desk, invoice, step, routes)
    # all other invoices of the customer have the same people, who are looked up once
    key = (step.channel, step.to, step.cc, step.at if step.to or step.cc else None)
    people = desk.usual.get(key)
    if people is None:
        people = desk.usual[key] = _found(desk, invoice, step, ())
    return people


def _found(desk: Desk, invoice: Invoice, step: Step, routes: tuple[Route, ...]) -> Recipients:
    added = desk.book.directory.at(desk.case.customer.name)
    base = _base(desk, invoice, routes, added)
    if step.channel is _HANDOVER:
        return Recipients(tuple(_our_own(w) for w in step.to if "@" in w))
    roles = NOBODY  # without a word about people there is nobody to look up
    if step.to or step.cc:
        roles = Roles(_everyone(desk, routes, added), added, base.to)
        base = _addressed(step, base, roles)
    if step.channel is _PHONE:
        return _to_phone(desk, base)
    if step.channel is _LETTER:
        return _to_post(desk, base)
    return _with_copies(desk, invoice, step, base, roles)


def recipients_of_customer(desk: Desk, step: Step) -> Recipients:
    """Who hears what is about the customer as a whole: no route and no invoice has a say in it."""
    added = desk.book.directory.at(desk.case.customer.name)
    people = ledger_people(desk, None)
    if added:
        people = _with_added(desk, None, people, added)
    base = Recipients(people[:1], people[1:])
    roles = Roles(_everyone(desk, (), added), added, base.to)
    return _with_copies(desk, None, step, _addressed(step, base, roles), roles)


def ledger_people(desk: Desk, invoice: Invoice | None) -> tuple[Person, ...]:
    """Whom the ledger names for an invoice, or the customer, and mail reaches, the best first."""
    written_to = _usable(invoice.bill_to, _bouncing(desk, invoice)) if invoice else ()
    if _names_somebody(desk, written_to):
        return _best_first(desk, written_to)
    people = _usable(desk.case.customer.people, _bouncing(desk, invoice))
    return _best_first(desk, distinct((*people, *written_to), ()) if written_to else people)


def _names_somebody(desk: Desk, people: tuple[Person, ...]) -> bool:
    """Whether an invoice's own addresses settle it: accounts@ does not, where persons are preferred."""
    if desk.book.rulebook.contacts.prefer != "named":
        return bool(people)
    return any(_rank(person) < VAGUEST for person in people)


def ask_for_address(desk: Desk) -> str:
    """The task for whoever cannot be written to."""
    return f"ask {desk.case.customer.name} for an address"


def called_instead(desk: Desk, invoice: Invoice, step: Step) -> tuple[Step, Recipients] | None:
    """The step as a call, to a customer at whom mail bounces; None without a number to call."""
    if not desk.case.bounced or step.is_offer:
        return None
    call = replace(step, channel=Channel.PHONE, letter=None)
    people = _to_phone(desk, Recipients(()))
    if people.to[0].phone is None:
        return None
    says = "mail to them comes back, and nobody else is known: a call instead"
    finding = Finding(holds=True, says=says, at=str(step.at))
    return call, structs.replace(people, findings=(finding,), tasks=(ask_for_address(desk),))


def is_vague(email: str) -> bool:
    """Whether the address is that of a team, not of a person."""
    return email.lower().partition("@")[0].partition("+")[0] in VAGUE


def _matching(desk: Desk, invoice: Invoice) -> tuple[Route, ...] | Unroutable:
    routes = desk.book.rulebook.contacts.routes
    if not routes:
        return ()
    found: list[Route] = []
    for route in routes:
        verdict = route.when.verdict(desk.case, invoice)
        if verdict is Verdict.YES:
            found.append(route)
        elif verdict is Verdict.UNKNOWN and not found:
            return Unroutable(route, route.when.judge(desk.case, invoice)[1])
    return tuple(found)


def _base(
    desk: Desk, invoice: Invoice, routes: tuple[Route, ...], added: tuple[KnownPerson, ...]
) -> Recipients:
    """The people before the step has its say."""
    bounced = _bouncing(desk, invoice)
    for route in routes:
        people = _usable((_person(box, route) for box in route.to), bounced)
        if people:
            role = f" as {route.role}" if route.role else ""
            says = f"routed{role} to {people[0].name or people[0].email}"
            return Recipients(people, (), (Finding(holds=True, says=says, at=str(route.at)),))
    people = ledger_people(desk, invoice)
    if added:
        people = _with_added(desk, invoice, people, added)
    copies = (*people[1:], *_usable(invoice.bill_cc, bounced))
    return Recipients(people[:1], distinct(copies, people[:1]) if copies else ())


def _with_added(
    desk: Desk, invoice: Invoice | None, people: tuple[Person, ...], added: tuple[KnownPerson, ...]
) -> tuple[Person, ...]:
    """The ledger's people with those whom the rulebook adds; those in a role only stand in."""
    bounced = _bouncing(desk, invoice)
    known = {each.box.email.lower(): person_of(each) for each in added}
    people = tuple(_completed(p, known.get((p.email or "").lower())) for p in people)
    if invoice is None or not _names_somebody(desk, _usable(invoice.bill_to, bounced)):
        further = _usable((person_of(each) for each in added if each.role is None), bounced)
        people = _best_first(desk, distinct((*people, *further), ()))
    if people:
        return people
    roles = Roles(_usable(known.values(), bounced), added, ())
    return roles.find(desk.book.rulebook.contacts.fallback) or roles.people[:1]


def _completed(person: Person, known: Person | None) -> Person:
    """Somebody of the ledger with what only the rulebook knows of them."""
    if known is None:
        return person
    return Person(
        person.email,
        person.name or known.name,
        person.phone or known.phone,
        person.role or known.role,
        known.language,
    )


def _everyone(
    desk: Desk, routes: tuple[Route, ...], added: tuple[KnownPerson, ...]
) -> tuple[Person, ...]:
    known = (
        *(_person(box, route) for route in routes for box in route.to),
        *(person_of(each) for each in added),
        *desk.case.customer.people,
    )
    return _usable(known, desk.case.bounced)


def _addressed(step: Step, base: Recipients, roles: Roles) -> Recipients:
    """To the people in the step's roles, where there are such."""
    wanted = [word for word in step.to if "@" not in word]
    if not wanted:
        return base
    if named := roles.find(wanted):
        routed = base.findings
        if routed and named[0] not in base.to:
            says = f"{routed[0].says}, but the step is for {' or '.join(wanted)}: it goes to {_called(named[0])}"
            routed = (Finding(holds=True, says=says, at=str(step.at)),)
        return structs.replace(base, to=named, cc=(), findings=routed)
    if not base.to:
        return base
    says = f"nobody is known as {' or '.join(wanted)}: it goes to {_called(base.to[0])}"
    finding = Finding(holds=False, says=says, at=str(step.at))
    return structs.replace(base, findings=(*base.findings, finding))


def _with_copies(
    desk: Desk, invoice: Invoice | None, step: Step, base: Recipients, roles: Roles
) -> Recipients:
    tasks: tuple[str, ...] = ()
    if base.to and not is_person(base.to[0].name) and is_vague(base.to[0].email or ""):
        tasks = (f"ask who pays at {desk.case.customer.name}",)
    if not step.cc and not tasks:
        return base
    findings, cc = list(base.findings), base.cc
    for word in step.cc:
        extra = _copied(desk, invoice, word, roles)
        cc = (*cc, *extra)
        if not extra:
            says = f"nobody is known as {word}: no copy goes to them"
            findings.append(Finding(holds=False, says=says, at=str(step.at)))
    return Recipients(base.to, distinct(cc, base.to), tuple(findings), tasks)


def _copied(desk: Desk, invoice: Invoice | None, word: str, roles: Roles) -> tuple[Person, ...]:
    if "@" in word:
        return (_our_own(word),)
    if plain(word) != MANAGER:
        return roles.find([word])
    for manager in desk.book.rulebook.contacts.managers:
        if invoice is None and manager.when is not None and manager.when.asks_invoice:
            continue
        if manager.when is None or manager.when.verdict(desk.case, invoice) is Verdict.YES:
            return (Person(manager.box.email, manager.box.name, role=OURS),)
    return ()


def _to_phone(desk: Desk, base: Recipients) -> Recipients:
    customer = desk.case.customer
    best = base.to[:1] or customer.people[:1] or (Person(email=None, name=customer.name),)
    ours = [p for p in customer.people if p.phone]
    same = [p for p in ours if p.email == best[0].email]
    person = best[0] if best[0].phone else (same or ours or [best[0]])[0]
    if person.phone is None and customer.phone is not None:
        person = replace(person, phone=customer.phone)
    tasks = () if person.phone else (f"find a phone number for {customer.name}",)
    return Recipients((person,), (), base.findings, tasks)


def _to_post(desk: Desk, base: Recipients) -> Recipients:
    """One person, or the customer itself: paper needs no address of e-mail, and has no copies."""
    customer = desk.case.customer
    named = base.to[:1] or customer.people[:1] or (Person(email=None, name=customer.name),)
    return Recipients(named, (), base.findings)


def _bouncing(desk: Desk, invoice: Invoice | None) -> frozenset[str]:
    """Addresses that reach nobody at the customer: those that bounce, and the company's own."""
    useless = desk.book.ours
    if desk.case.bounced:
        useless |= desk.case.bounced
    if invoice is None or invoice.delivery_problem is None:
        return useless
    return useless | {p.email.lower() for p in invoice.bill_to if p.email}


def _usable(people: Iterable[Person], bounced: frozenset[str]) -> tuple[Person, ...]:
    return tuple(p for p in people if p.email and p.email.lower() not in bounced)


def _best_first(desk: Desk, people: tuple[Person, ...]) -> tuple[Person, ...]:
    if len(people) < 2 or desk.book.rulebook.contacts.prefer != "named":
        return people
    return tuple(sorted(people, key=_rank))


def _rank(person: Person) -> int:
    return (0 if is_person(person.name) else 2) + is_vague(person.email or "")


def _person(box: Mailbox, route: Route) -> Person:
    return Person(email=box.email, name=box.name, role=route.role)


def _our_own(email: str) -> Person:
    return Person(email=email, role=OURS)


def _called(person: Person) -> str:
    return person.name or person.email or "nobody"
