"""Worlds to run hostile rulebooks in: ledgers, rulebooks as their authors write them, and days between.

Everything follows from a `Random`, so that its number alone tells which world it was.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from connectors.sandbox.story import (
    Story,
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPerson,
)
from tests.sync.office import TUESDAY, customer, invoice, story

SHARED = "office@bookkeeper.example"
"""One person who reads the mail of two customers."""
BASE_PARTS = ["small balance", "replied", "called", "paid lately", "prompt payers", "late payers"]
BASE_PARTS += ["new", "prompt", "late"]
LETTERS = [
    "nudge",
    "nudge",
    "check-in",
    "heads-up",
    "senior-note",
    "due-today",
    "thanks",
    "instalments",
]
NAMES = ["nudge", "heads-up", "call", "again", "final", "Schlußwort", "step 2", "a", "b", "promise"]
ROLES = ["contact", "senior", "owner", "accounts payable", "pope"]
OURS = ["boss@maple.example", "account manager"]


def customers(platform: str) -> list[StoryCustomer]:
    """Four who pay for themselves, and a job whose bills go to the first where there are jobs."""
    job = {"parent": "acme", "bill_with_parent": True} if platform == "quickbooks" else {}
    lee = StoryPerson(first="Lee", last="Ito", email="lee@acme.example")
    bo = StoryPerson(first="Bo", last="Kay", email=SHARED)
    return [
        customer("acme", phone="+64 9 555 0134", people=(lee, bo)),
        customer("beta", first=None, last=None, email="accounts@beta.example", people=(bo,)),
        customer("gamma", first="Bo", last="Kay", email=SHARED, country="DE"),
        customer("delta", email=None, street=None),
        customer("job", name="The Site", email="site@job.example", **job),
    ]


def ledger(random: Random, platform: str) -> Story:
    """Any past of theirs."""
    known = customers(platform)
    keys = [one.key for one in known]
    owed = [_invoice(1001 + n, random.choice(keys), random) for n in range(random.randint(2, 7))]
    told = story(known, owed)
    if random.random() < 0.3:
        told = _with_credit(told, random)
    return told


def _with_credit(told: Story, random: Random) -> Story:
    amount = random.choice([Decimal(50), Decimal(100), Decimal(5_000)])
    whose = random.choice(["acme", "beta"])
    on = TUESDAY - timedelta(days=3)
    credit = StoryCredit(
        key="c", number="CN-1", customer=whose, on=on, total=amount, remaining=amount
    )
    return replace(told, credits=(credit,))


def _invoice(number: int, whose: str, random: Random) -> StoryInvoice:
    said: dict[str, Any] = {
        "number": f"INV-{number}",
        "total": Decimal(random.choice(["100.00", "37.50", "1234.56"])),
        "sent": random.random() < 0.85,
    }
    if random.random() < 0.2:
        until = TUESDAY + timedelta(days=random.choice([1, 8, 60]))
        said["memo"] = random.choice(
            ["#no-chase", "#dispute: short", f"#hold until {until}", f"#promised {until}"]
        )
    if whose in ("acme", "beta") and random.random() < 0.2:
        said["bill_email"] = random.choice([f"bills@{whose}.example", SHARED])
    overdue = random.choice([-9, -3, 0, 1, 6, 20, 40, 90])
    return invoice(str(number), whose, overdue=overdue, **said)


def rulebook(random: Random) -> str:
    """A rulebook that means no good, as far as a file can say it; not each one loads."""
    lines = [
        "rulebook: 1",
        "extends: goodterms/gentle",
        "company:",
        "  from: Ana Reid <accounts@maple.example>",
        "  senior: Mere Tui, Director <mere@maple.example>",
        f"  sends_invoices: {random.choice(['ledger', 'ledger', 'itself'])}",
        "  send: {on: [mon, tue, wed, thu, fri, sat, sun]}",
        f"remove: [{', '.join(BASE_PARTS)}]",
        "segments: [{segment: all}]",
        *_contacts(random),
        *_limits(random),
        *_occasions(random),
        "policies:",
        "  - policy: everyone",
        "    for: [all]",
        "    steps:",
        *(f"      - {{{step}}}" for step in _ladder(random)),
    ]
    return "\n".join(lines) + "\n"


def _contacts(random: Random) -> list[str]:
    said = ["contacts:", f"  prefer: {random.choice(['named', 'primary'])}"]
    if random.random() < 0.4:
        said += ["  routes:", '    - {when: {customer: "Acme*"}, to: [Jo Park <jo@acme.example>]}']
        said += ['    - {when: {customer: "Beta*"}, to: [Jo Park <jo@acme.example>]}']
    if random.random() < 0.4:
        said += ["  people:", f'    - {{person: Max <{SHARED}>, of: "*", role: owner}}']
    if random.random() < 0.4:
        said += ["  account_managers: [{manager: Kim <kim@maple.example>}]"]
    if random.random() < 0.3:
        said += [f"  fallback: [{random.choice(ROLES[1:])}]"]
    return said


def _limits(random: Random) -> list[str]:
    most = random.choice(["99 in 1 days", "4 in 30 days", "1 in 7 days"])
    gap = random.choice(["0 days", "1 day", "4 days"])
    return [
        f"limits: {{per_customer: {most}, gap: {gap}, after_reply: 0 days, per_run: 9999, backlog: 9999 per run}}"
    ]


def _occasions(random: Random) -> list[str]:
    said = [random.choice(["thanks: none", "thanks: {when: {paid: any time}, letter: nudge}"])]
    said += [
        random.choice(
            [
                "send_invoices: none",
                "send_invoices: {within: 0 days, by: email, letter: invoice}",
                "send_invoices: {within: 1 day}",
            ]
        )
    ]
    said += [random.choice(["statements: none", "statements: {on: 18, letter: statement}"])]
    if random.random() < 0.3:
        said += [
            "announcements: [{announce: news, letter: new-terms, from: 2026-11-18, until: 2026-12-18, terms: 14 days}]"
        ]
    return said


def _ladder(random: Random) -> list[str]:
    count = random.randint(1, 6)
    days = sorted(
        random.choice([-30, -7, -2, -1, 0, 0, 1, 1, 1, 2, 3, 9, 30]) for _ in range(count)
    )
    names = random.sample(NAMES, count)
    steps = [_step(random, name, day) for name, day in zip(names, days, strict=True)]
    if days[-1] >= 0 and random.random() < 0.2:
        return [*steps[:-1], f"{steps[-1]}, repeat: 'every 1 days, at most 5 times'"]
    if random.random() < 0.4:
        last = max(days[-1], 0)
        steps += [
            f"step: ring, at: {last} days after due, channel: phone",
            f"step: plan, at: {last + 1} days after due, letter: instalments, approval: required",
            f"step: out, at: {last + 1} days after due, channel: handover, approval: required",
        ]
    return steps


def _step(random: Random, name: str, day: int) -> str:
    at = f"{-day} days before due" if day < 0 else f"{day} days after due" if day else "on due"
    said = [f"step: {name}", f"at: {at}"]
    channel = random.choice(["email"] * 6 + ["phone", "letter", "platform"])
    said.append(f"channel: {channel}")
    if channel in ("email", "letter"):
        said.append(f"letter: {random.choice(LETTERS)}")
    if random.random() < 0.3:
        said.append(f"to: [{', '.join(random.sample(ROLES, 2))}]")
    if random.random() < 0.3:
        said.append(f"cc: [{', '.join([random.choice(ROLES), random.choice(OURS)])}]")
    if random.random() < 0.2:
        said.append("approval: required")
    if random.random() < 0.2:
        said.append("from: senior")
    return ", ".join(said)


def days(random: Random) -> list[date]:
    """When a run is made: each day for a while, then now and then."""
    offsets, at = [], 0
    for _ in range(7):
        offsets.append(at)
        at += random.choice([1, 1, 1, 2, 5, 20])
    return [TUESDAY + timedelta(days=offset) for offset in offsets]
