"""Approvals as files: a plan, the word of a person, and what of it may be carried out.

`goodterms plan --out plan.json` writes the plan; `goodterms approve plan.json --by NAME` writes
`plan.approved.json` beside it, which holds the plan's hash; `goodterms run --plan plan.json` carries
out what was approved, as far as it is still what the ledger and the rulebook say today.
"""

import hashlib
import json
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from connectors.errors import Misuse
from rules.decisions import Decision
from sync.plan import Plan, canonical_hash
from sync.report import Stale
from sync.setup import write_file

SAME = ("decision", "policy", "step", "channel", "letter", "to", "cc")
"""What makes a decision the same decision, beside its customer and its invoices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What a person approved."""

    plan: str
    """The plan's hash."""
    by: str
    decisions: Mapping[str, str]
    """Identity of each approved contact -> its one sentence."""
    struck: tuple[str, ...]
    """Customers whom the person took out."""


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
    names = {shown["customer"]["name"] for shown in contacts_of(plan)}
    unknown = [name for name in struck if name not in names]
    if unknown:
        raise Misuse(f'"{unknown[0]}" hears nothing by this plan; its customers are in "{path}".')
    content = {"plan": plan["plan"], "by": by.strip(), "at": at.isoformat(), "except": list(struck)}
    write_file(_beside(path), json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    kept = [c for c in contacts_of(plan) if c["customer"]["name"] not in struck]
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
        by=by,
        struck=struck,
        decisions={
            identity(shown): f"{shown['customer']['name']}: {shown['reason']}"
            for shown in contacts_of(plan)
            if shown["customer"]["name"] not in struck
        },
    )


def allowed(plan: Plan, approved: Approved) -> tuple[tuple[Decision, ...], Stale]:
    """The contacts of today's plan that were approved, and what has changed since."""
    shown = zip(plan.decisions, plan.json["decisions"], strict=False)
    contacts = [(each, identity(said)) for each, said in shown if each.action.is_contact]
    still = {key for _, key in contacts}
    return (
        tuple(decision for decision, key in contacts if key in approved.decisions),
        Stale(
            gone=tuple(says for key, says in approved.decisions.items() if key not in still),
            new=tuple(
                f"{decision.customer_name}: {decision.reason}"
                for decision, key in contacts
                if key not in approved.decisions and decision.customer_name not in approved.struck
            ),
        ),
    )


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


class _PlanFile(msgspec.Struct):
    """What is needed of a plan; docs/json.md tells all of it."""

    plan: str
    company: str
    on: str
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
