"""A bystander: knows the books, sees each mail and each note, and nothing of Goodterms' insides.

What the promises of design.md section 4 come to for somebody who stands outside: `saw` is called
after each run with what is new, and fails where one of them was broken.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from email.message import EmailMessage

from connectors.sandbox.story import Story, StoryCustomer

NUMBER = re.compile(r"INV-\d{4}")
ROW = re.compile(r"^(INV-\d{4}) .*? NZD ([\d,]+\.\d\d)$", re.MULTILINE)
TOTAL = re.compile(r"^\s+Total\s+NZD ([\d,]+\.\d\d)$", re.MULTILINE)
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
DAY = re.compile(r"on (\d{4}-\d\d-\d\d)\.$")
STEP = re.compile(r'Reminder "(.+)" (?:e-mailed|posted) to|Call "([^"]+)" made(?: for "(.+)")?,')
OUR_DOMAIN = "@maple.example"


@dataclass(frozen=True, slots=True)
class Seen:
    """A mail as it lies in its file, and what the run said it was."""

    mail: EmailMessage
    decision: str
    customer: str

    @property
    def text(self) -> str:
        """Its words."""
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def people(self) -> list[str]:
        """Everybody whom it is addressed to."""
        return [address.lower() for head in ("To", "Cc") for address in _addresses(self.mail[head])]


def _addresses(head: object) -> list[str]:
    return [address.addr_spec for address in getattr(head, "addresses", ())]


def _day(note: str) -> date:
    found = DAY.search(note)
    assert found, note
    return date.fromisoformat(found[1])


def _amount(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


@dataclass
class Bystander:
    """What the books say, kept beside them by hand; and what everybody has heard so far."""

    told: Story
    rulebook: str
    """Its text: whom it names, it may name."""
    ladder: list[str]
    """The steps from the due date on, in order; empty: nothing is known of their order."""
    late_entry: bool
    """Whether the first of them is for the due day itself, behind which an old debt enters."""
    offers: frozenset[str] = frozenset()
    """The steps that offer instalments."""
    owed: dict[str, Decimal] = field(default_factory=dict)
    """By number; of what is void or deleted nothing."""
    tags: dict[str, date | None] = field(default_factory=dict)
    """By number: until when a note in the ledger keeps it quiet; None: for good."""
    marks: dict[str, list[date | None]] = field(default_factory=lambda: defaultdict(list))
    """By number or customer: until when it is disputed, on hold or promised; None: for good."""
    sent: set[str] = field(default_factory=set)
    """Invoices that the customer has."""
    approved: set[str] = field(default_factory=set)
    """Customers of whom a person said yes to something that waited."""
    heard: Counter[tuple[str, date]] = field(default_factory=Counter)
    steps: dict[str, list[tuple[str, date]]] = field(default_factory=lambda: defaultdict(list))
    """By number: what the notes say was done."""
    offered: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Open the books."""
        for invoice in self.told.invoices:
            self.owed[invoice.number] = invoice.total
            if invoice.sent:
                self.sent.add(invoice.number)
            if invoice.memo:
                day = re.search(r"\d{4}-\d\d-\d\d", invoice.memo)
                self.tags[invoice.number] = date.fromisoformat(day[0]) if day else None
        for payment in self.told.payments:
            for key, amount in payment.applied:
                self.owed[self._by_key(key)] -= amount

    def _by_key(self, key: str) -> str:
        return next(one.number for one in self.told.invoices if one.key == key)

    def of(self, customer: str) -> list[str]:
        """The numbers of a customer's invoices, with those that go on its bill."""
        keys = {one.key for one in self._billed(customer)}
        return [one.number for one in self.told.invoices if one.customer in keys]

    def _billed(self, name: str) -> Iterator[StoryCustomer]:
        own = next(one for one in self.told.customers if one.name == name)
        for one in self.told.customers:
            if one is own or (one.parent == own.key and one.bill_with_parent):
                yield one

    def may_hear(self, customer: str) -> set[str]:
        """The addresses that the ledger has for them, those that the rulebook names, and ours."""
        found = set(ADDRESS.findall(self.rulebook))
        for one in self._billed(customer):
            found |= set(ADDRESS.findall(one.email or "")) | {each.email for each in one.people}
        for invoice in self.told.invoices:
            if invoice.number in self.of(customer):
                found |= set(ADDRESS.findall(invoice.bill_email or ""))
        return {address.lower() for address in found}

    def nothing_to_say(self, number: str, customer: str, on: date) -> str | None:
        """Why nobody may be asked for it."""
        if self.owed[number] <= 0:
            return "nothing is owed"
        said = [*self.marks[number], *self.marks[customer]]
        said += [self.tags[number]] if number in self.tags else []
        if any(until is None or until >= on for until in said):
            return "it is disputed, on hold or promised"
        if self._covered(customer):
            return "their credit covers all of it"
        return None if number in self.sent or self.sends_itself else "the customer never got it"

    def _covered(self, customer: str) -> bool:
        keys = {one.key for one in self._billed(customer)}
        credit = sum(one.remaining for one in self.told.credits if one.customer in keys)
        return credit >= sum(self.owed[number] for number in self.of(customer))

    @property
    def sends_itself(self) -> bool:
        """Whether the company sends its invoices in a way of its own."""
        return bool(re.search(r"sends_invoices[:=] ?'?itself", self.rulebook))

    def saw(self, mails: Iterable[Seen], notes: Iterable[tuple[str, str]], on: date) -> None:
        """Look at what a run brought: mails, and pairs of an invoice's number and a note."""
        for number, note in sorted(notes, key=lambda each: _day(each[1])):
            self._note(number, note)
        for seen in mails:
            self._people(seen, on)
            if seen.decision in ("remind", "offer"):
                self._asking(seen, on)
                self._amounts(seen)
            if seen.decision == "offer":
                assert seen.customer in self.approved, f"{seen.customer}: an offer by itself"
        twice = [who for who, times in self.heard.items() if times > 1]
        assert not twice, f"heard twice a day: {twice}"

    def _people(self, seen: Seen, on: date) -> None:
        foreign = set(seen.people) - self.may_hear(seen.customer)
        assert not foreign, f"{foreign} heard of {seen.customer}"
        assert len(seen.people) == len(set(seen.people)), seen.people
        self.heard.update((who, on) for who in seen.people if not who.endswith(OUR_DOMAIN))

    def _asking(self, seen: Seen, on: date) -> None:
        numbers = set(NUMBER.findall(seen.text + str(seen.mail["Subject"])))
        assert numbers <= set(self.of(seen.customer)), f"{numbers} told to {seen.customer}"
        for number in numbers:
            why = self.nothing_to_say(number, seen.customer, on)
            assert why is None, f"{number} on {on}: {why}"

    def _amounts(self, seen: Seen) -> None:
        rows = [(number, _amount(amount)) for number, amount in ROW.findall(seen.text)]
        for number, amount in rows:
            assert amount == self.owed[number], f"{number}: {amount}, not {self.owed[number]}"
        for total in TOTAL.findall(seen.text):
            assert _amount(total) == sum(amount for _, amount in rows)

    def _note(self, number: str, note: str) -> None:
        assert note.startswith("[goodterms "), note
        if "Invoice sent" in note:
            self.sent.add(number)
        if "Handed over" in note:
            assert number in self.called, f"{number}: handed over without a call"
            assert number in self.offered, f"{number}: handed over without an offer"
        if found := STEP.search(note):
            step = found[1] or found[3] or found[2]
            self._step(number, step, _day(note), call=bool(found[2]))

    def _step(self, number: str, step: str, on: date, *, call: bool) -> None:
        done = [name for name, _ in self.steps[number]]
        assert step not in done, f"{number}: {step} twice"
        assert on not in [day for _, day in self.steps[number]], f"{number}: two steps on {on}"
        if step in self.ladder:
            ours = [self.ladder.index(name) for name in done if name in self.ladder]
            reached = max(ours, default=0 if self.late_entry else -1)
            assert self.ladder.index(step) <= reached + 1, f"{number}: {step} after {done}"
        self.steps[number].append((step, on))
        if step in self.offers:
            self.offered.add(number)
        if call:
            self.called.add(number)
