"""The plan: every decision of one run, with a hash, and as the JSON that others read."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec
from babel.numbers import get_currency_precision

from rules.calendar import ONE_DAY
from rules.case import Behaviour
from rules.deciding.compiled import compiled
from rules.decisions import Action, Decision, Line
from rules.engine import decide
from rules.facts import Company, CustomerId, Kind, Person, Unreadable
from rules.ration import ration
from rules.rulebook import Rulebook
from sync.cases import Books, build_cases
from sync.intents import may_praise
from sync.words import Wording, Words


@dataclass(frozen=True)
class Plan:
    """What one run is going to do, and what it leaves alone."""

    company: Company
    on: date
    decisions: tuple[Decision, ...]
    unreadable: tuple[Unreadable, ...]
    """Invoices that could not be read and of which no earlier state is known either."""
    good_payers: frozenset[CustomerId] = frozenset()
    """Customers who usually pay on time."""
    sends_itself: bool = False
    """The company sends its invoices in its own way, of which the ledger does not tell."""
    opens_on: date | None = None
    """When the day is none on which letters may go out: the next such day."""
    wording: Wording | None = None
    """Tells what makes the words of its letters; None where nobody asks."""

    @cached_property
    def json(self) -> dict[str, Any]:
        """The interface: see docs/json.md."""
        decisions = [
            _decision(decision, words=self.words(decision, on=self.on))
            for decision in self.decisions
        ]
        decisions += [_unreadable(record) for record in self.unreadable]
        head = {"company": self.company.name, "on": self.on.isoformat()}
        return {
            **head,
            "plan": canonical_hash({**head, "decisions": decisions}),
            "opens_on": self.opens_on.isoformat() if self.opens_on else None,
            "decisions": decisions,
            "summary": dict(Counter(decision["decision"] for decision in decisions)),
        }

    @property
    def hash(self) -> str:
        """`sha256:` and the digest of everything decided."""
        return str(self.json["plan"])

    def words(self, decision: Decision, *, on: date) -> Words:
        """What makes the words of a decision's letter as of a day; nothing where it has none."""
        if self.wording is None or not decision.action.is_contact:
            return ()
        good = decision.customer in self.good_payers and may_praise(decision)
        return self.wording.of(decision, on=on, good_history=good)

    @property
    def contacts(self) -> tuple[Decision, ...]:
        """The decisions by which a customer hears something."""
        return tuple(decision for decision in self.decisions if decision.action.is_contact)


def make_plan(
    rulebook: Rulebook,
    books: Books,
    *,
    today: date,
    heard: frozenset[str],
    attach_pdf: bool = False,
) -> Plan:
    """Decide every case. `heard` are the addresses that heard from the company today already.

    `attach_pdf`: invoices go along with letters, and the letters say so.
    """
    decided: list[Decision] = []
    good_payers: set[CustomerId] = set()
    for case in build_cases(books, today=today, everyone=bool(rulebook.announced_on(today))):
        decided.extend(decide(rulebook, case))
        if pays_well(case.behaviour):
            good_payers.add(case.customer.id)
    known = {invoice.id for invoice in books.invoices}
    calendar = compiled(rulebook, books.company.country).calendar
    opens_on = calendar.next_open(today)
    return Plan(
        company=books.company,
        on=today,
        decisions=ration(
            rulebook, decided, heard_today=heard, tomorrow=calendar.next_open(today + ONE_DAY)
        ),
        unreadable=tuple(
            record
            for record in books.unreadable
            if record.kind is Kind.INVOICE and record.id not in known
        ),
        good_payers=frozenset(good_payers),
        sends_itself=rulebook.company.sends_invoices == "itself",
        opens_on=opens_on if opens_on != today else None,
        wording=Wording(rulebook, books.company, calendar, attach_pdf),
    )


def pays_well(behaviour: Behaviour) -> bool:
    """Whether the customer usually pays on time: a letter may say so."""
    return behaviour.paid >= 3 and behaviour.late * 5 <= behaviour.paid


def amount(value: Decimal, currency: str) -> str:
    """An amount with at least the currency's own digits, as text: "115.00"."""
    digits = get_currency_precision(currency)
    exponent = value.normalize().as_tuple().exponent
    digits = max(digits, -exponent if isinstance(exponent, int) else 0)
    return f"{value:.{digits}f}"


def canonical_hash(content: Mapping[str, object]) -> str:
    """The digest of JSON content: keys in their order, nothing between."""
    return "sha256:" + hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def _decision(decision: Decision, *, words: Words) -> dict[str, Any]:
    return {
        "decision": decision.action.value,
        "policy": decision.policy,
        "step": decision.step,
        "channel": decision.channel,
        "letter": decision.letter,
        "words": list(words),
        "customer": {"id": decision.customer, "name": decision.customer_name},
        "needs_approval": decision.needs_approval,
        "to": _people(decision.to),
        "cc": _people(decision.cc),
        "totals": {key: amount(value, key) for key, value in decision.totals.items()},
        "invoices": [_line(line) for line in decision.lines],
        "hold": decision.hold,
        "next_on": decision.next_on.isoformat() if decision.next_on else None,
        "next_step": decision.next_step,
        "tasks": list(decision.tasks),
        "reason": decision.reason,
        "findings": [
            {"holds": finding.holds, "says": finding.says, "at": finding.at}
            for finding in decision.findings
        ],
    }


def _people(people: Sequence[Person]) -> list[dict[str, str | None]]:
    return [{"name": person.name, "email": person.email} for person in people]


def _line(line: Line) -> dict[str, Any]:
    invoice = line.invoice
    return {
        "id": invoice.id,
        "number": invoice.number,
        "currency": invoice.balance.currency,
        "balance": amount(invoice.balance.amount, invoice.balance.currency),
        "due": invoice.due.isoformat() if invoice.due else None,
        "days_overdue": line.days_overdue,
        "step": line.step,
    }


def _unreadable(record: Unreadable) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(
        ("policy", "step", "channel", "letter", "next_on", "next_step")
    )
    invoice = dict.fromkeys(("number", "currency", "balance", "due", "days_overdue", "step"))
    return {
        "decision": Action.HOLD.value,
        **nothing,
        "customer": {"id": record.customer, "name": None},
        "needs_approval": False,
        "words": [],
        "to": [],
        "cc": [],
        "totals": {},
        "invoices": [{"id": record.id, **invoice}],
        "hold": "cannot be read",
        "tasks": ["look at this invoice in the ledger"],
        "reason": f"The invoice cannot be read: {record.why}.",
        "findings": [{"holds": False, "says": record.why, "at": "promise 7"}],
    }
