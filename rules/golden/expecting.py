"""What a golden test expects of a decision, and what a decision says under the same keys."""

import difflib
import json
import re
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Final

from rules import wording
from rules.book.fields import Fields, Problems, Reader, day, listing, one_of, text
from rules.book.yaml_nodes import Written
from rules.decisions import Action, Decision
from rules.facts import Person
from rules.golden.values import is_none, words, yes_no
from rules.problems import Place
from rules.rulebook import Channel

Value = str | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry of `expect`: some keys of one decision."""

    said: Table[str, Value]
    at: Place


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the words of its letter."""

    decision: Decision
    letter: str = ""
    """Sender, subject and text; empty where no letter goes out."""

    def says(self, phrase: str) -> bool:
        """Whether the phrase stands in the letter, however its lines are broken."""
        return _flat(phrase) in _flat(self.letter)

    def nearest(self, phrase: str) -> str | None:
        """The sentence of the letter that is most like a phrase; None where nothing is."""
        parts = re.split(r"(?<=[.!?:])\s+|\n\s*\n", self.letter)
        sentences = {_flat(part): " ".join(part.split()) for part in parts if part.strip()}
        near = difflib.get_close_matches(_flat(phrase), sentences, n=1, cutoff=0.3)
        return sentences[near[0]] if near else None


def _flat(words: str) -> str:
    return " ".join(words.casefold().split())


def _one(node: Written, problems: Problems) -> str | None:
    return words(node, problems)


def _listed(node: Written, problems: Problems) -> tuple[str, ...] | None:
    return () if is_none(node) else listing(words)(node, problems)


def _who(node: Written, problems: Problems) -> str | None:
    """The address of `Jo Park <jo@acme.example>`; else the text, an address or a name."""
    written = text(node, problems)
    if written is None:
        return None
    inside = re.fullmatch(r"[^<>]*<\s*([^<>]*?)\s*>", written)
    return inside[1] if inside else written


def _people(node: Written, problems: Problems) -> tuple[str, ...] | None:
    return () if is_none(node) else listing(_who)(node, problems)


def _next_on(node: Written, problems: Problems) -> str | None:
    found = day(node, problems)
    return found.isoformat() if found else None


_channel: Final = one_of({channel.value: channel.value for channel in Channel}, "a channel")
_action: Final = one_of({action.value: action.value for action in Action}, "a decision")

READERS: Final[Table[str, Reader[Value]]] = {
    "decision": _action,
    "step": _one,
    "policy": _one,
    "channel": _channel,
    "letter": _one,
    "hold": _one,
    "invoices": _listed,
    "to": _people,
    "cc": _people,
    "needs_approval": yes_no,
    "senior": yes_no,
    "says": _listed,
    "tasks": _listed,
    "next_on": _next_on,
    "next_step": _one,
}
KEYS: Final = tuple(READERS)
SAYS: Final = "says"
"""The key of phrases that stand in the letter."""
_MAY_BE_NONE: Final = frozenset(
    {"step", "policy", "channel", "letter", "hold", "next_on", "next_step"}
)
_PEOPLE: Final = frozenset({"to", "cc"})


def expected(node: Written, problems: Problems) -> Expected | None:
    """Read one entry of `expect`."""
    fields = Fields.of(node, "an expected decision", KEYS, problems=problems)
    if fields is None:
        return None
    said: dict[str, Value] = {}
    for entry in fields.node.entries:
        key, written = entry.key.text, entry.value
        if key in _MAY_BE_NONE and is_none(written):
            said[key] = None
        elif key in READERS:
            said[key] = READERS[key](written, problems)
    if not fields.node.entries:
        hint = 'Write "decision: remind", say.'
        problems.add(fields.place, "This expects a decision, and says nothing of it.", hint)
        return None
    return Expected(said, fields.place)


def told(decision: Decision) -> dict[str, Value]:
    """A decision under the keys that a test can expect."""
    return {
        "decision": decision.action.value,
        "step": decision.step,
        "policy": decision.policy,
        "channel": decision.channel,
        "letter": decision.letter,
        "hold": decision.hold,
        "invoices": tuple(wording.name_of(line.invoice) for line in decision.lines),
        "to": _called(decision.to),
        "cc": _called(decision.cc),
        "needs_approval": decision.needs_approval,
        "senior": decision.senior,
        "tasks": decision.tasks,
        "next_on": decision.next_on.isoformat() if decision.next_on else None,
        "next_step": decision.next_step,
    }


def got(decided: Decided, key: str, wanted: Value) -> Value:
    """What a decision says under a key; of its letter, the phrases that were looked for or the nearest."""
    if key != SAYS:
        return told(decided.decision)[key]
    phrases = wanted if isinstance(wanted, tuple) else ()
    found = (each if decided.says(each) else decided.nearest(each) for each in phrases)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _called(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.email or person.name or "" for person in people)


def fits(key: str, value: Value, decided: Decided) -> bool:
    """Whether a decision says this under the key."""
    decision = decided.decision
    if key == SAYS:
        return isinstance(value, tuple) and all(map(decided.says, value))
    if key in _PEOPLE and isinstance(value, tuple):
        return _same_people(value, decision.to if key == "to" else decision.cc)
    return _plain(value) == _plain(told(decision)[key])


def _plain(value: Value) -> object:
    if isinstance(value, tuple):
        return sorted(word.casefold() for word in value)
    return value.casefold() if isinstance(value, str) else value


def _same_people(wanted: tuple[str, ...], people: tuple[Person, ...]) -> bool:
    named = [{(p.email or "").casefold(), (p.name or "").casefold()} - {""} for p in people]
    words = {word.casefold() for word in wanted}
    return all(names & words for names in named) and words <= set().union(*named)


_OF_CONTACT: Final = (
    "decision",
    "step",
    "channel",
    "invoices",
    "to",
    "cc",
    "needs_approval",
    "senior",
)
_OF_QUIET: Final = ("decision", "hold", "invoices", "next_on")


def said_of(decision: Decision) -> dict[str, Value]:
    """What is worth expecting of a decision, where nobody has said."""
    keys = _OF_CONTACT if decision.action.is_contact else _OF_QUIET
    said = {key: value for key, value in told(decision).items() if key in keys}
    usual: dict[str, Value] = {"channel": "email", "needs_approval": False, "senior": False}
    return {
        key: value
        for key, value in said.items()
        if value not in (None, ()) and value != usual.get(key)
    }


def in_words(said: Table[str, Value]) -> str:
    """`remind, step nudge, invoices INV-1, to jo@acme.example`."""
    decision = said.get("decision")
    head = [str(decision).replace("_", " ")] if decision is not None else []
    rest = (f"{_spoken(key)} {word(v)}" for key, v in said.items() if key != "decision")
    return ", ".join([*head, *rest])


def _spoken(key: str) -> str:
    return key.replace("_", " ")


def word(value: Value) -> str:
    """A value as it is spoken: a list with `and`, nothing as `none`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return wording.listing(value) or "nobody"
    return value or "none"


def as_yaml(said: Table[str, Value]) -> str:
    """`{decision: remind, step: nudge, invoices: [INV-1]}`."""
    return f"{{{', '.join(f'{key}: {_written(value)}' for key, value in said.items())}}}"


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(scalar, value))}]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return scalar(value) if value is not None else "none"


_BARE: Final = re.compile(r"-?(\.\./)*[^\W_]([\w .@+<>/()-]*[\w.>)])?")


def scalar(value: str) -> str:
    """A text as YAML, in quotes where it needs them."""
    if _BARE.fullmatch(value) and value.casefold() != "none":
        return value
    return json.dumps(value, ensure_ascii=False)
