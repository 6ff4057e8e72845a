"""Reads the sections of a rulebook: segments, guards, limits, thanks, send_invoices.

`company`, `contacts` and `policies` have modules of their own.
"""

import re
from typing import Final

from rules.book.fields import (
    LONGEST_TIME,
    Fields,
    Problems,
    Reader,
    days,
    integer,
    is_over,
    listing,
    name,
    nearest,
    one_of,
    shortened,
    text,
)
from rules.book.words import by_language
from rules.book.yaml_nodes import Text, Written
from rules.conditions import read_condition, read_customer_condition
from rules.problems import quoted
from rules.rulebook import (
    Earned,
    Guard,
    LateFee,
    Limits,
    Segment,
    SendInvoices,
    Thanks,
)

OFF: Final = frozenset({"none", "no", "off"})
SEGMENT_KEYS: Final = ("segment", "when")
GUARD_KEYS: Final = ("hold", "when")
THANKS_KEYS: Final = ("when", "letter")
THANKS_WHEN_KEYS: Final = ("paid", "promise")
SEND_INVOICES_KEYS: Final = ("within", "by", "letter")
SENDERS: Final = {"platform": False, "email": True}


def switched_off(node: Written | None) -> bool:
    """Whether a section was left out, or written as `thanks: none`."""
    return node is None or (isinstance(node, Text) and (node.is_empty or node.text in OFF))


def segment(node: Written, problems: Problems) -> Segment | None:
    """Read one kind of payer."""
    fields = Fields.of(node, "a segment", SEGMENT_KEYS, problems=problems)
    if fields is None:
        return None
    called = fields.need("segment", name)
    when = fields.maybe("when", read_customer_condition)
    if called is None or (when is None and fields.node.get("when") is not None):
        return None
    return Segment(called, when, fields.place)


def guard(node: Written, problems: Problems) -> Guard | None:
    """Read one reason to keep quiet."""
    fields = Fields.of(node, "a guard", GUARD_KEYS, problems=problems)
    if fields is None:
        return None
    called = fields.need("hold", name)
    when = fields.need("when", read_condition)
    return Guard(called, when, fields.place) if called and when else None


_RATE = re.compile(r"([0-9]+) in ([0-9]+) days?")


def _per_customer(node: Written, problems: Problems) -> tuple[int, int] | None:
    written = text(node, problems)
    if written is None:
        return None
    match = _RATE.fullmatch(written)
    if match is None:
        says = f"{quoted(written)} does not say how many in how many days."
        problems.add(node.place, says, 'Write "4 in 30 days", say.')
        return None
    for digits in match.groups():
        if is_over(digits, LONGEST_TIME) or not int(digits):
            says = f"{quoted(shortened(digits))} is not between 1 and {LONGEST_TIME:,}."
            problems.add(node.place, says, 'Write "4 in 30 days", say.')
            return None
    return int(match[1]), int(match[2])


def _backlog(node: Written, problems: Problems) -> int | None:
    if isinstance(node, Text):
        node = Text(node.text.removesuffix("per run").rstrip(), node.place, node.quoted)
    return integer(0, 1_000_000)(node, problems)


LIMITS_KEYS: Final = ("per_customer", "gap", "after_reply", "per_run", "backlog")


def limits(node: Written, problems: Problems) -> Limits | None:
    """Read how much at most."""
    fields = Fields.of(node, "limits", LIMITS_KEYS, problems=problems)
    if fields is None:
        return None
    blank = Limits()
    rate = (blank.per_customer, blank.per_days)
    per_customer, per_days = fields.take("per_customer", _per_customer, rate)
    return Limits(
        per_customer=per_customer,
        per_days=per_days,
        gap_days=fields.take("gap", days, blank.gap_days),
        after_reply_days=fields.take("after_reply", days, blank.after_reply_days),
        per_run=fields.take("per_run", integer(1, 1_000_000), blank.per_run),
        backlog_per_run=fields.take("backlog", _backlog, blank.backlog_per_run),
        at=fields.place,
    )


def letter_in(known: frozenset[str] | None) -> Reader[str]:
    """The name of a letter; with `known` None any name passes, because not all could be read."""

    def read(node: Written, problems: Problems) -> str | None:
        written = text(node, problems)
        if written is not None and known is not None and written not in known:
            says = f"There is no letter {quoted(written)}."
            hint = nearest(written, sorted(known)) or f'Write it in "letters/{written}.md".'
            problems.add(node.place, says, hint)
            return None
        return written

    return read


PAID: Final = {
    "on time": Earned.ON_TIME,
    "any time": Earned.ANY_TIME,
    "in part": Earned.PART,
}
PROMISE: Final = {"kept": Earned.PROMISE}


def _earned(node: Written, problems: Problems) -> Earned | None:
    fields = Fields.of(node, "thanks: when", THANKS_WHEN_KEYS, problems=problems)
    if fields is None:
        return None
    paid = fields.maybe("paid", one_of(PAID, "a way to have paid"))
    kept = fields.maybe("promise", one_of(PROMISE, "a word on a promise"))
    written = [key for key in THANKS_WHEN_KEYS if fields.node.get(key) is not None]
    if len(written) != 1:
        says = "Each letter of thanks is for one thing."
        problems.add(
            fields.place, says, 'Write "paid: on time", "paid: in part" or "promise: kept".'
        )
    return paid or kept


def thanks_with(letters: frozenset[str] | None) -> Reader[tuple[Thanks, ...]]:
    """When to thank: one letter, or a list of them of which the first that fits is sent."""
    return listing(_one_with(letters))


def _one_with(letters: frozenset[str] | None) -> Reader[Thanks]:
    def read(node: Written, problems: Problems) -> Thanks | None:
        fields = Fields.of(node, "thanks", THANKS_KEYS, problems=problems)
        if fields is None:
            return None
        earned = fields.take("when", _earned, Earned.ON_TIME)
        letter = fields.need("letter", letter_in(letters))
        return Thanks(earned, letter, fields.place) if letter else None

    return read


LATE_FEE_KEYS: Final = ("agreed", "text")
YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def late_fee(node: Written, problems: Problems) -> LateFee | None:
    """Read what a letter may say of a fee for late payment, and whether it was agreed."""
    fields = Fields.of(node, "late_fee", LATE_FEE_KEYS, problems=problems)
    if fields is None:
        return None
    agreed = fields.need("agreed", one_of(YES_NO, "yes or no"))
    says = fields.need("text", by_language)
    return LateFee(agreed, says, node.place) if agreed is not None and says is not None else None


def send_invoices_with(letters: frozenset[str] | None) -> Reader[SendInvoices]:
    """How soon an approved invoice is sent, by the platform or with a letter of these."""

    def read(node: Written, problems: Problems) -> SendInvoices | None:
        fields = Fields.of(node, "send_invoices", SEND_INVOICES_KEYS, problems=problems)
        if fields is None:
            return None
        within = fields.need("within", days)
        by_email = fields.take("by", one_of(SENDERS, "a way to send invoices"), False)
        letter = fields.maybe("letter", letter_in(letters))
        if by_email != (fields.node.get("letter") is not None):
            says = "Our own e-mail needs a letter, and the platform's has none."
            problems.add(fields.place, says, 'Write "by: email, letter: invoice", or neither.')
        return SendInvoices(within, node.place, letter) if within is not None else None

    return read
