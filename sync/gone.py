"""Why what was approved is not decided any more: what today's plan says of its invoices instead."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rules import wording
from rules.decisions import Action

Shown = Mapping[str, Any]
"""A decision as a plan's JSON has it."""

_DIFFERENT: Final = {
    "decision": "it is another thing to do",
    "step": "it is another step",
    "policy": "it is by another policy",
    "channel": "it goes another way",
    "letter": "it is another letter",
    "to": "it goes to other people",
    "cc": "others get a copy",
}
"""What makes a decision another one -> how that is said."""
_BESIDE: Final = (Action.STATEMENT, Action.ANNOUNCE, Action.THANK)
"""They take no step of an open invoice."""


def why_gone(approved: Shown, today: Iterable[Shown]) -> str:
    """Why this contact is not among today's decisions any more, in one sentence or several."""
    theirs = [each for each in today if each["customer"]["id"] == approved["customer"]["id"]]
    if approved["decision"] in _BESIDE:
        held = [each["reason"] for each in theirs if each["hold"] and not each["invoices"]]
        return held[0] if held else "It is not called for any more."
    said: dict[str, list[str]] = {}
    for line in approved["invoices"]:
        if line["step"] is not None:
            said.setdefault(_of_invoice(line, approved, theirs), []).append(_name(line))
    if len(said) == 1:
        return next(iter(said))
    return " ".join(f"{wording.listing(names)}: {why}" for why, names in said.items())


def _of_invoice(line: Shown, approved: Shown, theirs: Iterable[Shown]) -> str:
    about = [each for each in theirs if line["id"] in {other["id"] for other in each["invoices"]}]
    about = [each for each in about if each["decision"] not in _BESIDE]
    if not about:
        return f"{_name(line)} is not open any more."
    if about[0]["channel"] is None:
        return str(about[0]["reason"])
    says = wording.listing(list(_differences(approved, about[0])))
    return f"{says[:1].upper()}{says[1:]} now."


def _differences(was: Shown, now: Shown) -> Iterator[str]:
    yield from (says for name, says in _DIFFERENT.items() if was[name] != now[name])
    before, after = ({line["id"]: line for line in each["invoices"]} for each in (was, now))
    if before.keys() != after.keys():
        yield "it is about other invoices"
    for name, says in (("balance", "another amount is open"), ("due", "another day is due")):
        if any(before[key][name] != after[key][name] for key in before.keys() & after.keys()):
            yield says


def _name(line: Shown) -> str:
    return str(line.get("number") or line["id"])
