"""What makes the words of a letter, so that an approval can be bound to them.

A fingerprint of the letter as it is written, of who sends it, and of all that its placeholders draw on.
It is taken as of a given day: asked again later as of the day of the plan, it is the same as long as
nothing but the day has changed. The page to pay on comes with the re-read and is no part of it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from rules.calendar import Calendar
from rules.decisions import Decision
from rules.facts import Company, Invoice
from rules.letters.facts import LetterFacts
from rules.rulebook import Rulebook
from sync.extras import Extras
from sync.intents import intent_of
from sync.mails import Writer
from sync.store.outbox_rows import Intent

Words = Sequence[str]
"""A part of `PARTS` and what it comes to, each: the sender in words, of the others a digest. Empty where
nothing of ours is written."""

PARTS: Final = {
    "from": "it would come from somebody else now",
    "letter": "the letter is worded otherwise now",
    "pay_by": "other ways to pay are offered now",
    "late_fee": "what is said of late fees is different now",
    "look": "mails look different now",
    "facts": "what is told of the customer or the invoices is different now",
}
"""Part -> what is to be said of a letter of which it has changed."""
_OF_THE_SENDER: Final = ("sender", "sender_title", "sender_email")
_OWN_PARTS: Final = ("pay_by", "late_fee", "look")
_DIGITS: Final = 16


@dataclass(slots=True)
class _NoExtras(Extras):
    """The ledger is not asked for anything."""

    ledger: Any = field(default=None)

    def pay_link(self, invoice: Invoice) -> str | None:
        """None: it comes with the re-read."""
        return None


@dataclass(frozen=True, slots=True)
class Wording:
    """Says what makes the words of decisions by one rulebook."""

    rulebook: Rulebook
    company: Company
    calendar: Calendar
    attach_pdf: bool

    def of(self, decision: Decision, *, on: date, good_history: bool) -> Words:
        """The fingerprint of a decision's letter as of a day."""
        if decision.letter not in self.rulebook.letters:
            return ()
        intent = intent_of(decision, on, key="", good_history=good_history)
        return self.of_intent(intent, [line.invoice for line in decision.lines])

    def of_intent(self, intent: Intent, invoices: Sequence[Invoice]) -> tuple[str, ...]:
        """The same of what is in the outbox, as of the day on which it was decided."""
        if intent.letter not in self.rulebook.letters or self.rulebook.company.sender is None:
            return ()
        writer = self._writer(intent.decided_on)
        letter, locale = writer.letter_of(intent)
        attached = writer.attaches(intent)
        facts = writer.facts_of(intent, invoices, locale=locale, attached=attached)
        told = msgspec.to_builtins(facts, builtin_types=(Decimal,))
        for name in _OF_THE_SENDER:
            del told[name]
        return (
            f"from {_sender(facts)}",
            f"letter {_digest([letter.subject, letter.body])}",
            *(f"{name} {_digest(told.pop(name))}" for name in _OWN_PARTS),
            f"facts {_digest(told)}",
        )

    def _writer(self, on: date) -> Writer:
        return Writer(
            extras=_NoExtras(),
            rulebook=self.rulebook,
            company=self.company,
            calendar=self.calendar,
            attach_pdf=self.attach_pdf,
            today=on,
            accounts=None,
        )


def changed(was: Words, now: Words) -> Iterator[str]:
    """What is different between two fingerprints of a letter, each in a clause."""
    before, after = (dict(_part(each) for each in words) for words in (was, now))
    for part, says in PARTS.items():
        old, new = before.get(part), after.get(part)
        if old != new:
            known = part == "from" and old and new
            yield f"it would come from {new} now, not {old}" if known else says


def _part(written: str) -> tuple[str, str]:
    part, _, value = written.partition(" ")
    return part, value


def _sender(facts: LetterFacts) -> str:
    title = f", {facts.sender_title}" if facts.sender_title else ""
    return f"{facts.sender}{title} <{facts.sender_email}>"


def _digest(content: object) -> str:
    written = json.dumps(content, sort_keys=True, default=_amount)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]


def _amount(value: Decimal) -> str:
    """However many digits a ledger gives: 115.0 is 115."""
    return f"{value.normalize():f}"
