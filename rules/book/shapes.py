"""What may stand under each key of a rulebook, as a JSON Schema says it, with a word on each."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rules.book import chain, company_section, contacts_section, policy_section, sections
from rules.book.fields import DAYS_IN, LONGEST_NAME
from rules.book.timings import ANCHORS, DIRECTIONS
from rules.book.timings import UNITS as TIMING_UNITS
from rules.letters.phrases import PHRASES
from rules.rulebook import Channel, Every

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """What may stand under one key."""

    value: Schema
    says: str
    needed: bool = False


def words(known: Iterable[str]) -> str:
    """A pattern of these words in any case of letters; JSON Schema has no flag for that."""
    longest_first = sorted(known, key=len, reverse=True)
    return "(" + "|".join(either_case(word) for word in longest_first) + ")"


def either_case(word: str) -> str:
    """A pattern of a word in any case of letters."""
    return "".join(
        f"[{c.lower()}{c.upper()}]" if c.isalpha() else " +" if c == " " else re.escape(c)
        for c in word
    )


def pattern(expression: str, *, numbers: bool = False) -> Schema:
    """A text like this; with `numbers` also what YAML makes a number of."""
    text: Schema = {"type": "string", "pattern": f"^ *{expression} *$"}
    return {"anyOf": [text, {"type": "number"}]} if numbers else text


def one_of(known: Iterable[str]) -> Schema:
    """One of these words."""
    listed = list(known)
    return {"anyOf": [{"enum": listed}, pattern(words(listed))]}


def many(item: Schema) -> Schema:
    """A list, of which a single value stands for one."""
    return {"anyOf": [item, {"type": "array", "items": item}, {"type": "null"}]}


def ref(name: str) -> Schema:
    """What is defined under a name."""
    return {"$ref": f"#/definitions/{name}"}


TEXT: Final[Schema] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_NAME: Final[Schema] = {**TEXT, "maxLength": LONGEST_NAME}
_MAILBOX: Final[Schema] = {
    "type": "string",
    "pattern": "@",
    "examples": ["Jo Park <jo@acme.example>"],
}
_ADDRESS_OR_ROLE: Final[Schema] = {"type": "string"}
_COUNT: Final = pattern("[0-9]{1,9}", numbers=True)
_DAYS: Final = pattern(f"[0-9]{{1,4}} *{words(DAYS_IN)}")
_THE: Final = f"({either_case('the')} +)?"
_AT: Final = pattern(
    f"(([0-9]{{1,4}} *{words(TIMING_UNITS)} +{words(DIRECTIONS)} +)|({either_case('on')} +)?)"
    f"{_THE}{words(ANCHORS)}"
)
_REPEAT: Final = pattern(
    f"{either_case('every')} +[0-9]{{1,4}} *{words(TIMING_UNITS)},? +"
    f"{words(['at most', 'up to'])} +[0-9]{{1,4}} +{either_case('times')}"
)
_HOURS: Final = pattern("[0-9]{1,2}:[0-9]{2} *[-–] *[0-9]{1,2}:[0-9]{2}")
_CONDITION: Final = ref("condition")
_CURRENCY: Final = pattern("[A-Z]{3}")
_COLOUR: Final = pattern("#[0-9A-Fa-f]{6}")
_HOST: Final = pattern("([A-Za-z0-9-]+[.])+[A-Za-z][A-Za-z0-9-]+")
_LANGUAGE: Final = pattern(f"{words(PHRASES)}([-_][A-Za-z]{{2}})?")
_WAY: Final[Schema] = {"anyOf": [_NAME, ref("a way to pay")]}

_DATE: Final = pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHAPES: Final[Mapping[str, Mapping[str, Key]]] = {
    "a rulebook": {
        "rulebook": Key(
            {"enum": [chain.VERSION, str(chain.VERSION)]}, "The format's version.", True
        ),
        "extends": Key(TEXT, "A base that ships, such as goodterms/gentle, or a path."),
        "remove": Key(many(_NAME), "Parts of the base to take away, by name."),
        "company": Key(ref("company"), "Who writes, and when."),
        "segments": Key(many(ref("a segment")), "Who is this payer? The first that fits."),
        "contacts": Key(ref("contacts"), "Who is who at the customers."),
        "guards": Key(many(ref("a guard")), "When to keep quiet."),
        "limits": Key(ref("limits"), "How much at most."),
        "policies": Key(many(ref("a policy")), "What happens to which segments, step by step."),
        "thanks": Key(ref("all thanks"), "When to thank for a payment; the first that fits."),
        "send_invoices": Key(ref("send_invoices"), "How soon the platform sends an invoice."),
        "statements": Key(ref("statements"), "Who gets a statement of account, and how often."),
        "announcements": Key(many(ref("an announcement")), "What each customer is told once."),
        "late_fee": Key(ref("late_fee"), "What letters may say of a fee for late payment."),
        "allow": Key(ref("allow"), "Rules of the linter that do not apply here, and why."),
    },
    "company": {
        "timezone": Key(TEXT, "A name such as Pacific/Auckland, or ledger."),
        "holidays": Key(TEXT, "A country such as NZ, a region such as NZ-AUK, or ledger."),
        "send": Key(ref("send"), "On which days and at which hours mail goes out."),
        "from": Key(_MAILBOX, "Who writes."),
        "senior": Key(_MAILBOX, "Who signs the steps that say `from: senior`."),
        "pay_by": Key(many(_WAY), "The ways to pay, in your words; four or more."),
        "sends_invoices": Key(one_of(company_section.SENDS_INVOICES), "What counts as sent."),
        "payments_within": Key(_DAYS, "No payment booked for so long: overdue mails wait."),
        "terms": Key(many(_DAYS), "The terms that you give; for the linter."),
        "language": Key(one_of(PHRASES), "The language of the letters; left out: en."),
        "titles": Key(
            {"type": ["object", "null"], "additionalProperties": ref("a text by language")},
            "What the titles of those who sign are called in other languages.",
        ),
        "look": Key(ref("look"), "The colour and the logo of the mails."),
        "pay_hosts": Key(
            many(_HOST), "Where pay links may lead, besides to the ledger's own pages."
        ),
    },
    "send": {
        "on": Key(many(one_of(company_section.WEEKDAYS)), "The days of the week."),
        "between": Key(_HOURS, 'The hours, such as "09:00-16:30".'),
    },
    "a way to pay": {
        "way": Key(_NAME, "Its name: bank transfer.", True),
        "for": Key(many(_CURRENCY), "For amounts in these currencies alone; left out: in any."),
        "details": Key(
            {"anyOf": [TEXT, ref("a text by language")]},
            "An account or a number, for all or by language; {{ number }} is the invoice's.",
        ),
    },
    "look": {
        "colour": Key(_COLOUR, "Of buttons and links, dark enough to be read on white."),
        "logo": Key({"type": "string", "pattern": "^ *https://"}, "The address of a picture."),
        "logo_alt": Key(_NAME, "What stands in its place."),
    },
    "a segment": {
        "segment": Key(_NAME, "Its name.", True),
        "when": Key(ref("condition of a customer"), "Who is in it; left out: everyone else."),
    },
    "contacts": {
        "routes": Key(many(ref("a route")), "Whose an invoice is, at a large customer."),
        "people": Key(many(ref("a person")), "People whom the ledger cannot hold."),
        "account_managers": Key(many(ref("an account manager")), "Who looks after whom, of us."),
        "languages": Key(many(ref("a language")), "Which customers are written to in which."),
        "auto_pay": Key(ref("condition of a customer"), "Which customers pay by themselves."),
        "prefer": Key(one_of(contacts_section.PREFERENCES), "Whom to write to first."),
        "fallback": Key(many(_NAME), "Roles to fall back to, the best first."),
    },
    "a route": {
        "route": Key(_NAME, "Its name, so that another rulebook can replace it."),
        "when": Key(_CONDITION, "Which invoices.", True),
        "to": Key(many(_MAILBOX), "Whose they are.", True),
        "role": Key(_NAME, "The role of these people."),
    },
    "a person": {
        "person": Key(_MAILBOX, "Who.", True),
        "of": Key(many(TEXT), "At which customers, by name or pattern.", True),
        "role": Key(_NAME, "In which role."),
        "reports_to": Key(_NAME, "To whom a later step can escalate."),
        "phone": Key(TEXT, "With the country, such as +64 9 555 0134."),
        "language": Key(_LANGUAGE, "In which language they are written to: de, or en-US."),
    },
    "an account manager": {
        "manager": Key(_MAILBOX, "Who, of our own people.", True),
        "when": Key(_CONDITION, "Whose account manager; left out: everyone else's."),
    },
    "a language": {
        "language": Key(
            _LANGUAGE, "Its code, with a country or without; letters lie in a folder de.", True
        ),
        "when": Key(ref("condition of a customer"), "Whose language it is.", True),
    },
    "a guard": {
        "hold": Key(_NAME, "Its name, which is the reason.", True),
        "when": Key(_CONDITION, "When to keep quiet.", True),
    },
    "limits": {
        "per_customer": Key(
            pattern("[0-9]{1,4} in [0-9]{1,4} days?"),
            "How often one customer hears: 4 in 30 days.",
        ),
        "gap": Key(_DAYS, "Days between two mails to one customer."),
        "after_reply": Key(_DAYS, "Days of quiet after a customer wrote to us."),
        "per_run": Key(_COUNT, "How many hear in one run."),
        "backlog": Key(
            pattern("[0-9]{1,9}( +per run)?", numbers=True),
            "How many with old debts hear for the first time in one run.",
        ),
    },
    "a policy": {
        "policy": Key(_NAME, "Its name.", True),
        "for": Key(many(_NAME), "The segments it is for."),
        "when": Key(_CONDITION, "For these customers or invoices alone, before other policies."),
        "steps": Key(many(ref("a step")), "The ladder, in the order of its days.", True),
    },
    "a step": {
        "step": Key(_NAME, "Its name. Once taken for an invoice, it is never taken again.", True),
        "at": Key(_AT, "When, such as `3 working days after due` or `on due`.", True),
        "repeat": Key(
            _REPEAT,
            "How often, such as `every 14 days, at most 3 times`, the first included. Each time is "
            "a step of its own: `nudge 2`, `nudge 3`.",
        ),
        "channel": Key(one_of(Channel), "How it reaches the customer; left out: email."),
        "letter": Key(
            TEXT, "The letter of an e-mail or on paper; `instalments` makes the step an offer."
        ),
        "to": Key(
            many(_ADDRESS_OR_ROLE),
            "Roles at the customer; the first that somebody fills. Left out: the usual person.",
        ),
        "cc": Key(many(_ADDRESS_OR_ROLE), "Roles, or addresses of our own people, for a copy."),
        "approval": Key(
            one_of(policy_section.APPROVALS),
            "Whether a person says yes first; left out: auto. Offers and hand-overs always wait.",
        ),
        "from": Key(
            one_of(policy_section.SIGNERS),
            "Who signs: the sender, or the senior of `company`; left out: sender.",
        ),
    },
    "thanks": {
        "when": Key(ref("thanks: when"), "For which payments."),
        "letter": Key(TEXT, "The letter.", True),
    },
    "thanks: when": {
        "paid": Key(one_of(sections.PAID), "How it was paid."),
        "promise": Key(one_of(sections.PROMISE), "What became of a promise."),
    },
    "statements": {
        "every": Key(one_of(Every), "How often: month or quarter; left out: month."),
        "on": Key(
            pattern("([1-9]|1[0-9]|2[0-8])", numbers=True),
            "The day of the month; its period ends the day before; left out: 1.",
        ),
        "letter": Key(TEXT, "The letter.", True),
        "when": Key(ref("condition of a customer"), "Which customers; left out: all that owe."),
        "to": Key(many(_ADDRESS_OR_ROLE), "Roles at the customer."),
        "cc": Key(many(_ADDRESS_OR_ROLE), "Roles, or addresses of our own people."),
    },
    "an announcement": {
        "announce": Key(_NAME, "Its name. A customer is told each once.", True),
        "letter": Key(TEXT, "The letter, which lists no invoice.", True),
        "from": Key(_DATE, "The first day on which it may go out.", True),
        "until": Key(_DATE, "The last day on which it may go out.", True),
        "when": Key(
            ref("condition of a customer"), "Which customers; left out: all invoiced in two years."
        ),
        "terms": Key(_DAYS, "New terms: days from the day of the invoice until it is due."),
        "terms_from": Key(_DATE, "The first day of the new terms."),
    },
    "late_fee": {
        "agreed": Key(one_of(sections.YES_NO), "Whether the customers have agreed to it.", True),
        "text": Key(
            {"anyOf": [TEXT, ref("a text by language")]},
            "What the letters say of it, in every language or by language.",
            True,
        ),
    },
    "a text by language": {code: Key(TEXT, f"In {code}.") for code in PHRASES},
    "send_invoices": {
        "within": Key(_DAYS, "So soon after the day of issue.", True),
        "by": Key(one_of(sections.SENDERS), "By the platform's own e-mail (left out), or by ours."),
        "letter": Key(TEXT, "The letter of our own e-mail; the invoice goes with it as a PDF."),
    },
}
"""What may stand under each key that the reader knows, by the reader's name for the mapping."""
