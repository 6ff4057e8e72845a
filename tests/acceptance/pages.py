"""The pages as a reader meets them: their blocks, their links, and a company to type the commands in.

The pages are written as of the demo's day; the dates in their commands are moved to today.
"""

import json
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from click.testing import CliRunner, Result

from cli import goodterms
from connectors.sandbox.companies.demo import DEMO_DAY, maple
from connectors.sandbox.server import Sandbox
from rules.decisions import Action
from rules.facts import Invoice, Person
from sync.cases import read_books
from sync.config import load_settings
from sync.demo import REFRESH_TOKEN, books_of
from sync.house import Opener
from sync.store import outbox_rows
from sync.store.outbox_rows import Intent, IntentLine, State

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])

_BLOCK = re.compile(r"^```(\S*)( no-run)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAMPLES = {
    "3fa9c1": (Action.REMIND, "email", State.UNKNOWN, "nudge"),
    "8b2e04": (Action.OFFER, "email", State.WAITING, "instalments"),
    "c71d5a": (Action.CALL, "phone", State.WAITING, None),
}
"""The intents that the pages speak of."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """Fenced blocks in a language that are meant to work."""
        found = _BLOCK.finditer(self.text)
        return [match[3] for match in found if match[1] == language and not match[2]]

    def commands(self) -> list[str]:
        """The lines that are typed, without their comments."""
        lines = "".join(self.blocks("sh")).splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def links(self) -> list[str]:
        """Links to other pages, files and headings of the repository."""
        found: list[str] = _LINK.findall(_BLOCK.sub("", self.text))
        return [link for link in found if "://" not in link]

    def headings(self) -> set[str]:
        """What can stand after `#` in a link to this page."""
        titles = re.findall(r"^#+ (.*)$", _BLOCK.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

    def table(self, heading: str | None = None) -> list[tuple[str, ...]]:
        """The cells of the tables on the page, or of those under a heading, without their heads."""
        text = self.text
        if heading is not None:
            _, _, text = text.partition(f"\n## {heading}\n")
            text = text.partition("\n## ")[0]
        found = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
        rows = [tuple(row.split(" | ")) for row in found]
        rules = {number for number, row in enumerate(rows) if row[0] == "---"}
        heads = {number - 1 for number in rules}
        return [row for number, row in enumerate(rows) if number not in rules | heads]


def is_golden(block: str) -> bool:
    """Whether it is a file of tests, not a rulebook."""
    return block.startswith("tests: 1\n")


def whole(block: str) -> str:
    """A piece of a rulebook, with what it goes without saying."""
    if not re.search("^rulebook:", block, re.MULTILINE):
        block = f"rulebook: 1\nextends: goodterms/gentle\n{block}"
    if not re.search("^company:", block, re.MULTILINE):
        block += "company: {from: Ana Reid <accounts@maple.example>}\n"
    return block


def page(name: str) -> Page:
    """A page by its path in the repository."""
    return Page(ROOT / name)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder in which commands are typed, and a ledger that answers them."""

    folder: Path
    url: str
    today: date

    def type(self, line: str) -> Result:
        """Type one line as it stands on a page; whatever goes wrong comes to the test."""
        words, stdin = self._read(line)
        done = CliRunner().invoke(goodterms, words, input=stdin, standalone_mode=False)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f'"{line}" ends with: {done.exception}') from done.exception
        if words[0] == "init":
            self._point_at_the_sandbox()
        return done

    def _read(self, line: str) -> tuple[list[str], str]:
        line = _DAY.sub(lambda found: self._moved(found[0]), line)
        line, _, given = line.partition("<")[::1] if "< token.txt" in line else (line, "", "")
        name, *words = shlex.split(line)
        assert name == "goodterms", f'"{line}" is not a command of ours: mark its block no-run'
        return words, REFRESH_TOKEN if given else ""

    def _moved(self, day: str) -> str:
        return (self.today + (date.fromisoformat(day) - DEMO_DAY)).isoformat()

    def _point_at_the_sandbox(self) -> None:
        path = self.folder / "goodterms.toml"
        written = path.read_text(encoding="utf-8")
        there = f"api_url = {json.dumps(self.url)}\nauth_url = {json.dumps(self.url)}\n"
        path.write_text(written.replace("[ledger]\n", f"[ledger]\n{there}"), encoding="utf-8")

    def prepare(self) -> None:
        """Have a company connected and pulled, and in its outbox what the pages speak of."""
        for line in page("README.md").commands()[:2]:
            self.type(line)
        self.type("goodterms pull")
        with Opener(load_settings(self.folder / "goodterms.toml")) as opener:
            company = opener.settings.company
            invoices = [i for i in read_books(opener.store, company).invoices if i.is_open]
            with opener.store.write() as connection:
                for id_, invoice in zip(_SAMPLES, invoices, strict=False):
                    intent = _intent(id_, invoice, self.today)
                    outbox_rows.add_intent(connection, company, intent)
        self._write_new_rules()

    def _write_new_rules(self) -> None:
        """Another version of the rules, a base of the consultant's own, and a client who is this company."""
        rules = (self.folder / "rules.yaml").read_text(encoding="utf-8")
        (self.folder / "new-rules.yaml").write_text(f"{rules}limits: {{gap: 7 days}}\n", "utf-8")
        base = "rulebook: 1\nextends: goodterms/gentle\nlimits: {gap: 7 days}\n"
        (self.folder / "new-base.yaml").write_text(base, encoding="utf-8")
        client = self.folder / "clients" / "maple"
        client.mkdir(parents=True)
        (client / "rules.yaml").write_text(rules, encoding="utf-8")
        written = (self.folder / "goodterms.toml").read_text(encoding="utf-8")
        there = written.replace("sqlite:///goodterms.db", "sqlite:///../../goodterms.db")
        (client / "goodterms.toml").write_text(there, encoding="utf-8")


@contextmanager
def a_desk(folder: Path, today: date) -> Iterator[Desk]:
    """An empty folder, and Maple Florist in the sandbox, its books as of a day."""
    with Sandbox(books_of("xero", maple(today))) as sandbox:
        yield Desk(folder, sandbox.url, today)


def _intent(id_: str, invoice: Invoice, today: date) -> Intent:
    action, channel, state, letter = _SAMPLES[id_]
    line = IntentLine(
        invoice=invoice.id,
        number=invoice.number,
        step=action.value,
        customer=invoice.customer,
        balance=invoice.balance.amount,
        currency=invoice.balance.currency,
        due=invoice.due,
    )
    return Intent(
        id=f"{id_}d2e7b80155a4c3",
        action=action,
        channel=channel,
        state=state,
        customer=invoice.customer,
        customer_name="Acme Holdings",
        decided_on=today,
        policy="late payers",
        step=action.value,
        letter=letter,
        senior=False,
        to=(Person(email="kim@acme.example", name="Kim Lee"),),
        cc=(),
        lines=(line,),
        reason="As the pages tell it.",
        message_id=f"<{id_}@maple.example>" if channel == "email" else None,
    )


def parsed(command: click.Command, example: str) -> click.Context:
    """An example's words, taken as the command takes them; raises UsageError."""
    words = shlex.split(example.partition(" < ")[0])
    used = next(n for n, word in enumerate(words) if word == command.name) + 1
    return command.make_context(command.name, words[used:])
