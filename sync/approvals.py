"""Approvals as files: a plan, the word of a person, and what of it may be carried out.

`goodterms plan --out plan.json` writes the plan; `goodterms approve plan.json --by NAME` writes
`plan.approved.json` beside it, which holds the plan's hash; `goodterms run --plan plan.json` carries
out what was approved (`sync.by_plan`).
"""

import hashlib
import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from connectors.errors import Misuse
from sync.naming import meant_of
from sync.plan import canonical_hash
from sync.setup import write_file
from sync.words import Words

SAME = ("decision", "policy", "step", "channel", "letter", "to", "cc")
"""What makes a decision the same decision, beside its customer and its invoices."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One contact that a person approved."""

    shown: Mapping[str, Any]
    """As the plan's file has it."""

    @property
    def name(self) -> str:
        """The customer's."""
        return _name(self.shown)

    @property
    def words(self) -> Words:
        """What made the words of its letter on the plan's day."""
        return tuple(self.shown["words"])

    @property
    def says(self) -> str:
        """It in a sentence."""
        return f"{self.name}: {self.shown['reason']}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What a person approved."""

    plan: str
    """The plan's hash."""
    on: date
    """The day of the plan."""
    by: str
    decisions: Mapping[str, Signed]
    """By the identity of each approved contact."""
    struck: tuple[str, ...]
    """Customers whom the person took out."""

    def is_struck(self, name: str) -> bool:
        """Whether the person took this customer out."""
        return _has(self.struck, name)


def identity(shown: Mapping[str, Any]) -> str:
    """What a person approved of a decision: who hears what about which amounts, not on which day."""
    invoices = [[i["id"], i["balance"], i["due"], i["step"]] for i in shown["invoices"]]
    content = [[shown[name] for name in SAME], shown["customer"]["id"], invoices]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def contacts_of(plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The decisions of a plan's JSON by which somebody hears something."""
    return [shown for shown in plan["decisions"] if shown["channel"] is not None]


def approve(path: Path, *, by: str, struck: Sequence[str], at: datetime) -> str:
    """Write the approval beside the plan; returns a sentence. Raises Misuse for a spoilt plan."""
    if not by.strip():
        raise Misuse('An approval needs a name; say who approves, as in --by "Ana Reid".')
    plan = _read_plan(path)
    names = sorted({_name(shown) for shown in contacts_of(plan)})
    for name in struck:
        if not _has(names, name):
            says = f'"{name}" hears nothing by this plan.'
            raise Misuse(f"{says} {meant_of(name, names) or f'Its customers are in {path}.'}")
    out = [name for name in names if _has(struck, name)]
    content = {"plan": plan["plan"], "by": by.strip(), "at": at.isoformat(), "except": out}
    write_file(_beside(path), json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    kept = [shown for shown in contacts_of(plan) if _name(shown) not in out]
    return f"{by} approved {len(kept)} of {len(contacts_of(plan))} contacts; see {_beside(path)}."


def read_approved(path: Path) -> Approved:
    """Read a plan with its approval. Raises Misuse when one is missing or they do not match."""
    plan, beside = _read_plan(path), _beside(path)
    remedy = f"approve the plan first: `goodterms approve {path} --by NAME`"
    approval = _read_json(beside, "an approval", _ApprovalFile, remedy=remedy)
    if approval["plan"] != plan["plan"]:
        raise Misuse(
            f'"{beside}" approves another plan than "{path}"; approve this one, or take the other.'
        )
    by = approval["by"].strip()
    if not by:
        raise Misuse(
            f'"{beside}" does not say who approved; approve again: '
            f"`goodterms approve {path} --by NAME`."
        )
    struck = tuple(approval.get("except", ()))
    return Approved(
        plan=plan["plan"],
        on=date.fromisoformat(plan["on"]),
        by=by,
        struck=struck,
        decisions={
            identity(shown): Signed(shown)
            for shown in contacts_of(plan)
            if not _has(struck, _name(shown))
        },
    )


def _name(shown: Mapping[str, Any]) -> str:
    return shown["customer"]["name"] or ""


def _has(names: Iterable[str], name: str) -> bool:
    return name.strip().casefold() in {each.strip().casefold() for each in names}


def _beside(path: Path) -> Path:
    return path.with_suffix(".approved.json")


class _Person(msgspec.Struct):
    name: str | None
    email: str | None


class _Customer(msgspec.Struct):
    id: str | None
    name: str | None


class _Owed(msgspec.Struct):
    id: str
    balance: str | None
    due: str | None
    step: str | None
    number: str | None = None


class _Shown(msgspec.Struct):
    decision: str
    policy: str | None
    step: str | None
    channel: str | None
    letter: str | None
    to: list[_Person]
    cc: list[_Person]
    customer: _Customer
    invoices: list[_Owed]
    reason: str
    words: list[str]
    """Plans of earlier versions have none: their words are bound to nothing."""


class _PlanFile(msgspec.Struct):
    """What is needed of a plan; docs/json.md tells all of it."""

    plan: str
    company: str
    on: date
    decisions: list[_Shown]


class _ApprovalFile(msgspec.Struct):
    plan: str
    by: str
    struck: list[str] = msgspec.field(name="except", default_factory=list)


def _read_plan(path: Path) -> dict[str, Any]:
    plan = _read_json(
        path, "a plan", _PlanFile, remedy="write one with `goodterms plan --out plan.json`"
    )
    head = {"company": plan["company"], "on": plan["on"]}
    if plan["plan"] != canonical_hash({**head, "decisions": plan["decisions"]}):
        raise Misuse(f'"{path}" is not a plan as Goodterms wrote it: its hash does not match.')
    return plan


def _read_json(path: Path, what: str, shape: type, *, remedy: str) -> dict[str, Any]:
    try:
        content = msgspec.json.decode(path.read_bytes().removeprefix(BOM_UTF8))
        msgspec.convert(content, shape)
    except OSError as error:
        raise Misuse(f'"{path}" cannot be read ({error.strerror}); {remedy}.') from None
    except msgspec.ValidationError as error:
        raise Misuse(f'"{path}" is not {what}: {_first_lower(error)}; {remedy}.') from None
    except (ValueError, RecursionError) as error:
        raise Misuse(f'"{path}" is not JSON: {_first_lower(error)}; {remedy}.') from None
    return content  # type: ignore[no-any-return]  # the shape was looked at


def _first_lower(error: Exception) -> str:
    """The reader's own words, which tell the place."""
    says = str(error)
    return says[:1].lower() + says[1:]
