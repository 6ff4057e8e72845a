"""Hostile rulebooks through whole runs, days on end: store, outbox, ledger and mails, on each platform.

While the days go by, customers pay, dispute and promise, a bookkeeper voids, and somebody says yes,
no or nothing to what waits. A bystander looks at the mails and at the notes in the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sandbox.story import Story
from rules.rulebook import Rulebook
from sync.cases import read_books
from sync.marking import add, clear, find_target, new_mark
from sync.outbox import BY_A_PERSON
from sync.report import RunReport
from sync.resolve import list_intents, resolve
from sync.rulebooks import load_file
from sync.run import run
from sync.store.outbox_rows import State
from tests.mutations import EFFORT, fuzz
from tests.rules.rulebooks import read
from tests.sync import hostile_worlds
from tests.sync.bystander import Bystander, Seen
from tests.sync.office import Office, an_office
from tests.sync.test_hostile_rulebooks import rulebooks


@dataclass
class Town:
    """The office, the bystander, and whoever else does something."""

    office: Office
    bystander: Bystander
    random: Random
    rulebook: Rulebook | None = None
    """One that no file could say; None: the one in the file."""
    known: set[str] = field(default_factory=set)
    """Mails and notes that were looked at."""

    def run(self, on: date) -> RunReport:
        """A run, and what others see of it."""
        house = self.office.opener().house(as_of=on)
        report = run(house if self.rulebook is None else replace(house, rulebook=self.rulebook))
        said = {
            entry["message_id"]: (entry["decision"], entry["customer"]["name"])
            for entry in report.json["lists"]["sent"]
        }
        mails = [Seen(mail, *said[str(mail["Message-ID"])]) for mail in self._new_mails()]
        self.bystander.saw(mails, self._new_notes(), on)
        return report

    def _new_mails(self) -> Iterator[EmailMessage]:
        for mail in self.office.mails():
            if str(mail["Message-ID"]) not in self.known:
                self.known.add(str(mail["Message-ID"]))
                yield mail

    def _new_notes(self) -> Iterator[tuple[str, str]]:
        numbers = {self.office.books.id_of(i.key): i.number for i in self.office.story.invoices}
        for invoice, notes in self.office.books.notes().items():
            for place, note in enumerate(notes):
                if (key := f"{invoice} {place} {note}") not in self.known:
                    self.known.add(key)
                    yield numbers[invoice], note

    def things_happen(self, on: date) -> None:
        """Up to three of the things that happen to invoices."""
        for _ in range(self.random.randint(0, 3)):
            told = self.random.choice(self.office.story.invoices)
            owed = self.bystander.owed[told.number]
            does = self.random.choice(
                [self._pays, self._pays, self._voids, self._marks, self._clears]
            )
            if owed > 0:
                does(told.key, told.number, owed, on)

    def _pays(self, key: str, number: str, owed: Decimal, on: date) -> None:
        amount = self.random.choice([owed, min(owed, Decimal(10))])
        self.office.books.pay(key, amount, on)
        self.bystander.owed[number] -= amount

    def _voids(self, key: str, number: str, owed: Decimal, on: date) -> None:
        if owed == next(i.total for i in self.office.story.invoices if i.key == key):
            self.office.books.void(key)
            self.bystander.owed[number] = Decimal(0)

    def _marks(self, key: str, number: str, owed: Decimal, on: date) -> None:
        kind = self.random.choice(["dispute", "hold", "promise", "no-chase"])
        days = self.random.choice([0, 1, 9] if kind in ("hold", "promise") else [None])
        until = None if days is None else on + timedelta(days=days)
        opener = self.office.opener()
        name = self.random.choice([number, self._payer(number)])
        target = find_target(read_books(opener.store, opener.settings.company), name)
        mark = new_mark(kind, target, until=until, words="by phone", today=on)
        add(opener.store, opener.settings.company, target, mark)
        self.bystander.marks[name].append(until)

    def _clears(self, key: str, number: str, owed: Decimal, on: date) -> None:
        opener = self.office.opener()
        target = find_target(read_books(opener.store, opener.settings.company), number)
        clear(opener.store, opener.settings.company, target)
        self.bystander.marks[number].clear()

    def _payer(self, number: str) -> str:
        return next(
            each.name
            for each in self.office.story.customers
            if number in self.bystander.of(each.name)
        )

    def somebody_answers(self, on: date) -> None:
        """A person looks at what waits, and says yes to some of it."""
        opener = self.office.opener()
        company = opener.settings.company
        for intent in list_intents(opener.store, company, everything=False):
            if intent.state is not State.WAITING or self.random.random() < 0.3:
                continue
            if intent.channel in BY_A_PERSON:
                resolve(opener, intent.id, "done", says="", on=on)
            else:
                resolve(opener, intent.id, "approve", says="")
                self.bystander.approved.add(intent.customer_name)

    def days_go_by(self) -> None:
        """Several runs, each with another behind it that finds nothing to do."""
        self.office.opener().pull()
        for on in hostile_worlds.days(self.random):
            self.things_happen(on)
            failed = self.run(on).of(State.FAILED)
            before = len(self.known)
            self.run(on)
            # who could not be reached has not heard: something else may still go to them
            assert failed or len(self.known) == before, f"the second run of {on} did something"
            self.somebody_answers(on)


def a_bystander(told: Story, text: str, rules: Rulebook) -> Bystander:
    """One who has read the rulebook, as its customers never do."""
    steps = [step for step in rules.policies[0].steps if step.when.count >= 0]
    return Bystander(
        told,
        text,
        ladder=[step.name for step in steps],
        late_entry=bool(steps) and steps[0].when.count == 0,
        offers=frozenset(step.name for step in steps if step.is_offer),
    )


@pytest.mark.parametrize("seed", range(2 * EFFORT))
def test_a_hostile_rulebook_breaks_no_promise_in_days_of_runs(
    tmp_path: Path, platform: str, seed: int
) -> None:
    random = Random(f"{platform} {seed}")
    told = hostile_worlds.ledger(random, platform)
    with an_office(tmp_path, platform, told) as office:
        text = hostile_worlds.rulebook(random)
        office.write_rules(text)
        loaded = load_file(office.folder / "rules.yaml")
        assert loaded.rulebook is not None, loaded.problems
        Town(office, a_bystander(told, text, loaded.rulebook), random).days_go_by()


GENTLE = read("")


@pytest.mark.parametrize("platform", ["quickbooks", "xero"])
@fuzz(1)
@given(rulebooks(), st.integers(0, 10**6))
def test_nor_does_one_that_no_file_could_say(
    tmp_path_factory: pytest.TempPathFactory, platform: str, rules: Rulebook, seed: int
) -> None:
    random = Random(seed)
    told = hostile_worlds.ledger(random, platform)
    with an_office(tmp_path_factory.mktemp("town"), platform, told) as office:
        offers = frozenset(s.name for policy in rules.policies for s in policy.steps if s.is_offer)
        bystander = Bystander(told, repr(rules), ladder=[], late_entry=True, offers=offers)
        rules = replace(rules, letters=GENTLE.letters)
        Town(office, bystander, random, rules).days_go_by()
