"""Small readers of written values. Each gives a value, or None and a Problem; none raises.

A reader is any `(Written, Problems) -> T | None`; `listing(mailbox)` makes one of another. None
always means that a Problem was added.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Table
from datetime import date
from typing import TypeVar

from email_validator import EmailNotValidError, validate_email

from rules.book.yaml_nodes import Mapping, Sequence, Text, Written
from rules.problems import Place, Problem, quoted
from rules.rulebook import Mailbox

T = TypeVar("T")

SHORT_NUMBER, LONGEST_NUMBER = 4, 16
"""Digits, leading zeros too: what any number may have, and what is shown of one."""
LONGEST_NAME = 60


class Problems:
    """Collects every mistake of a load, whichever file it is in."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, place: Place, says: str, hint: str | None = None) -> None:
        """Note one mistake: a sentence with the value in quotes, and a way out."""
        self.found.append(Problem(place, says, hint))


Reader = Callable[[Written, Problems], T | None]


def nearest(word: str, options: Iterable[str]) -> str | None:
    """Advice: the nearest of the right words, or all of them where they are few."""
    known = list(dict.fromkeys(options))
    folded = {option.casefold(): option for option in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {quoted(folded[close[0]])}?"
    return f"It can be {_either(known)}." if 0 < len(known) <= 8 else None


def _either(options: list[str]) -> str:
    shown = [quoted(option) for option in options]
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def kind(node: Written) -> str:
    """What the node is, in a consultant's words."""
    if isinstance(node, Mapping):
        return "a mapping of keys to values"
    return "a list" if isinstance(node, Sequence) else f"the text {quoted(node.text)}"


def text(node: Written, problems: Problems) -> str | None:
    """Any text that is not empty."""
    if not isinstance(node, Text):
        problems.add(node.place, f"One value is expected here, not {kind(node)}.")
    elif not node.text.strip():
        problems.add(node.place, "A value is missing here.", "Write one, or delete the key.")
    else:
        return node.text.strip()
    return None


def name(node: Written, problems: Problems) -> str | None:
    """The name of a part: at most 60 characters."""
    written = text(node, problems)
    if written is not None and len(written) > LONGEST_NAME:
        says = f"The name {quoted(written)} is longer than {LONGEST_NAME} characters."
        problems.add(node.place, says, "Shorten it.")
        return None
    return None if written is None else " ".join(written.split())


def is_over(digits: str, most: int) -> bool:
    """Whether a number, however long, is more than that."""
    return len(digits) > max(SHORT_NUMBER, len(str(most))) or int(digits) > most


def shortened(digits: str) -> str:
    """A number that is too long to show, cut."""
    return digits if len(digits) <= LONGEST_NUMBER else f"{digits[:LONGEST_NUMBER]}..."


def integer(low: int, high: int) -> Reader[int]:
    """A whole number between the two, both included."""

    def read(node: Written, problems: Problems) -> int | None:
        written = text(node, problems)
        if written is None:
            return None
        if not re.fullmatch("[0-9]+", written):
            problems.add(node.place, f"{quoted(written)} is not a whole number.")
        elif is_over(written, high) or int(written) < low:
            says = f"{quoted(shortened(written))} is not between {low:,} and {high:,}."
            problems.add(node.place, says)
        else:
            return int(written)
        return None

    return read


def one_of(options: Table[str, T], what: str) -> Reader[T]:
    """One of the words in the table, in any case of letters; `what` names it in the sentence."""

    def read(node: Written, problems: Problems) -> T | None:
        written = text(node, problems)
        if written is None:
            return None
        if written.casefold() not in options:
            says = f"{quoted(written)} is not {what}."
            problems.add(node.place, says, nearest(written, options))
            return None
        return options[written.casefold()]

    return read


def listing(item: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list; a single value stands for a list of one. What is wrong in it is left out."""

    def read(node: Written, problems: Problems) -> tuple[T, ...] | None:
        if isinstance(node, Text) and node.is_empty:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        values = (item(one, problems) for one in items)
        return tuple(value for value in values if value is not None)

    return read


LONGEST_TIME = 9_999
"""Days, weeks."""
_DURATION = re.compile(r"([0-9]+)\s*([a-z ]+)", re.IGNORECASE)
DAYS_IN = {"day": 1, "days": 1, "week": 7, "weeks": 7}


def days(node: Written, problems: Problems) -> int | None:
    """`7 days` or `2 weeks`, as a count of days."""
    written = text(node, problems)
    if written is None:
        return None
    match = _DURATION.fullmatch(written)
    if match is None:
        problems.add(node.place, f"{quoted(written)} is not a time.", 'Write "7 days", say.')
        return None
    unit = match[2].strip().casefold()
    if unit not in DAYS_IN:
        says = f"{quoted(written)} is not a time: {quoted(unit)} is not a unit."
        problems.add(node.place, says, nearest(unit, DAYS_IN))
        return None
    if is_over(match[1], LONGEST_TIME):
        says = f"{shortened(match[1])} {unit} is too long a time: {LONGEST_TIME:,} at most."
        problems.add(node.place, says)
        return None
    return int(match[1]) * DAYS_IN[unit]


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(2000, 2100)


def day(node: Written, problems: Problems) -> date | None:
    """A calendar day such as 2026-11-17."""
    written = text(node, problems)
    if written is None:
        return None
    try:
        found = date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        found = None
    if found is None:
        problems.add(node.place, f"{quoted(written)} is not a day.", 'Write "2026-11-17", say.')
    elif found.year not in YEARS:
        says = f"{quoted(written)} is not between the years {YEARS[0]} and {YEARS[-1]}."
        problems.add(node.place, says)
        return None
    return found


_MAILBOX = re.compile(r"\s*(?P<words>[^<>]*?)\s*<\s*(?P<email>[^<>]*?)\s*>\s*")


def mailbox(node: Written, problems: Problems) -> Mailbox | None:
    """`Ana Reid, Director <ana@maple.example>`, or an address alone. No DNS is asked."""
    written = text(node, problems)
    if written is None:
        return None
    match = _MAILBOX.fullmatch(written)
    email = address(match["email"] if match else written, node.place, problems)
    if email is None:
        return None
    who, _, title = (match["words"] if match else "").partition(",")
    return Mailbox(email, who.strip(' "') or None, title.strip(' "') or None)


def address(written: str, place: Place, problems: Problems) -> str | None:
    """An e-mail address by its form; `.test` passes, so that a trial needs no real domain."""
    try:
        return validate_email(written, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        says = f"{quoted(written)} is not an e-mail address: {_first_sentence(str(error))}"
        problems.add(place, says, 'Write it as "Ana Reid <ana@maple.example>".')
    return None


def _first_sentence(words: str) -> str:
    return words.split(". ")[0].rstrip(".") + "."


class Fields:
    """The keys of one mapping, each read by its own reader."""

    def __init__(self, node: Mapping, what: str, problems: Problems) -> None:
        self.node = node
        self.what = what
        self.problems = problems

    @classmethod
    def of(
        cls, node: Written, what: str, known: tuple[str, ...], *, problems: Problems
    ) -> "Fields | None":
        """Open a mapping, and note every key that is none of the known ones."""
        if isinstance(node, Text) and node.is_empty:
            node = Mapping((), node.place)
        if not isinstance(node, Mapping):
            says = f"{what[0].upper()}{what[1:]} is a mapping of keys to values, not {kind(node)}."
            problems.add(node.place, says, f"Known keys: {', '.join(known)}.")
            return None
        for entry in node.entries:
            if entry.key.text not in known:
                says = f"{quoted(entry.key.text)} is not a key of {what}."
                problems.add(entry.key.place, says, _key_advice(entry.key.text, known))
        return cls(node, what, problems)

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self.node.place

    def take(self, key: str, reader: Reader[T], default: T) -> T:
        """The value of a key that may be left out."""
        node = self.node.get(key)
        value = None if node is None else reader(node, self.problems)
        return default if value is None else value

    def maybe(self, key: str, reader: Reader[T]) -> T | None:
        """The value of a key that may be left out and has no default."""
        node = self.node.get(key)
        return None if node is None else reader(node, self.problems)

    def many(self, key: str, item: Reader[T]) -> tuple[T, ...]:
        """The values of a list that may be left out."""
        return self.maybe(key, listing(item)) or ()

    def need(self, key: str, reader: Reader[T]) -> T | None:
        """The value of a key that has to be there."""
        node = self.node.get(key)
        if node is None:
            says = f'The key "{key}" is missing in {self.what}.'
            self.problems.add(self.place, says)
            return None
        return reader(node, self.problems)


_MEANT: Table[str, tuple[str, ...]] = {
    "on": ("at",),
    "day": ("at",),
    "time": ("at",),
    "if": ("when",),
    "where": ("when",),
    "condition": ("when",),
    "name": ("step", "policy", "segment", "hold", "route", "person"),
    "template": ("letter",),
    "mail": ("letter",),
    "via": ("channel",),
    "segments": ("for",),
}
"""Words that people write for a key, and that are spelt like none."""


def _key_advice(key: str, known: tuple[str, ...]) -> str:
    if key == "<<":
        return "Merge keys are not followed: write the keys out here."
    meant = next((word for word in _MEANT.get(key.casefold(), ()) if word in known), None)
    if meant:
        return f'Did you mean "{meant}"?'
    advice = nearest(key, known)
    if advice and advice.startswith("Did"):
        return advice
    return f"Known keys: {', '.join(known)}."
