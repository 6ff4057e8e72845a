"""The demo: two invented companies, one on each platform, from pull to note over real HTTP."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from connectors.sandbox.books import Books
from connectors.sandbox.companies.demo import DEMO_DAY, harbor, maple
from connectors.sandbox.companies.week import MOVED
from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import Story
from rules.case import MarkKind
from rules.facts import InvoiceId
from rules.tags import marks_in
from sync import marking
from sync.cases import read_books
from sync.config import load_settings
from sync.connect import connect_company
from sync.demo_week import NO_WEEK, Week, live_week, next_week, unreachable
from sync.house import Opener
from sync.notes import marker
from sync.people import CustomerPeople
from sync.report import RunReport
from sync.run import run
from sync.store import outbox_rows
from sync.store.outbox_rows import NoteDue, State

REFRESH_TOKEN = "sandbox-refresh-token"  # noqa: S105 - every sandbox begins with it


class Tell(Protocol):
    """Tells a company's books for a day; with the customers of the demo's week, or without."""

    def __call__(self, on: date, *, week: bool = False) -> Story:
        """Tell it."""
        ...


STORIES: Mapping[str, Tell] = {"xero": maple, "quickbooks": harbor}

RULEBOOK = """\
rulebook: 1
extends: goodterms/gentle

company:
  from: Ana Reid <accounts@{host}>
  senior: Mere Tui, Director <mere@{host}>
  pay_by:                        # the right account for the currency of the invoices
    - online
    - {{way: bank transfer, for: [{home}], details: "{account}, reference {{{{ number }}}}"}}
    - {{way: bank transfer, for: [EUR], details: "IBAN DE89 3704 0044 0532 0130 00"}}
    - card by phone
    - direct debit

contacts:
  people:                        # whom the ledger cannot hold
    - {{person: Noor Haddad <noor.haddad@quillfeather.example>, of: "{moved}"}}
  routes:                        # a large client: each department hears of its own invoices
    - when: {{customer: "Acme Holdings", reference: "MKT-*"}}
      to: Jo Park <jo.park@acme.example>
      role: marketing

statements: {{on: 17, letter: statement, when: {{open_invoices: ">= 4"}}}}     # the demo's own day
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the demo did for one company."""

    title: str
    folder: Path
    week: Week
    """What happened since last week; nothing on a second run."""
    next_week: Counter[str]
    """How many contacts of each step would follow in a week."""
    report: RunReport
    calls: int
    notes: tuple[str, ...]
    """Our notes that stand on the invoices, read back from the ledger itself."""
    notes_written: int
    """How many there should be, by our own store."""
    unreachable: tuple[CustomerPeople, ...]
    """At whom mail reaches nobody."""
    mails: tuple[Path, ...]
    """Every mail in the outbox folder, also those of earlier runs."""


def books_of(platform: str, story: Story) -> Books:
    """The platform's books, filled from a story."""
    # each platform's sandbox is imported when it is used: together they take a second
    if platform == "xero":
        from connectors.sandbox.xero.books import XeroBooks

        return XeroBooks(story)
    from connectors.sandbox.quickbooks.books import QuickBooksBooks

    return QuickBooksBooks(story)


def run_demo(folder: Path) -> tuple[Shown, ...]:
    """Run both companies in their folders; what an earlier run left there goes on."""
    return tuple(_run_company(folder / platform, platform) for platform in STORIES)


def _run_company(folder: Path, platform: str) -> Shown:
    folder.mkdir(parents=True, exist_ok=True)
    story = STORIES[platform](DEMO_DAY, week=True)
    books, kept = books_of(platform, story), folder / "ledger.json"
    goes_on = kept.exists()
    if goes_on:
        books.load(kept)
    with Sandbox(books) as sandbox, _open(folder, platform, story, sandbox.url) as opener:
        if opener.tokens.load() is None:
            connect_company(opener, REFRESH_TOKEN, browser=False, say=lambda _: None)
        opener.pull()
        _mark_as_told(opener, story, books)
        week = NO_WEEK if goes_on else live_week(opener, story, books)
        report = run(opener.house(as_of=DEMO_DAY))
        shown = Shown(
            title=opener.platform.title,
            folder=folder,
            week=week,
            report=report,
            calls=opener.ledger.calls,
            notes=tuple(_notes_in_ledger(opener)),
            notes_written=len(_notes_written(opener)),
            next_week=next_week(opener),
            unreachable=unreachable(opener),
            mails=tuple(sorted((folder / "outbox").glob("*.eml"))),
        )
        books.save(kept)
    return shown


def _open(folder: Path, platform: str, story: Story, url: str) -> Opener:
    config = folder / "goodterms.toml"
    ledger = {
        "platform": platform,
        "company": story.company_id,
        "client_id": "demo",
        "api_url": url,
        "auth_url": url,
    }
    lines = ["[ledger]", *(f"{key} = {json.dumps(value)}" for key, value in ledger.items())]
    config.write_text("\n".join([*lines, ""]), encoding="utf-8")
    rulebook = RULEBOOK.format(
        host="maple.example" if platform == "xero" else "harbor.example",
        home=story.base_currency,
        account="12-3456-7890123-00" if platform == "xero" else "routing 121000358, account 7801",
        moved=MOVED,
    )
    (folder / "rules.yaml").write_text(rulebook, encoding="utf-8")
    settings = load_settings(config)
    secret = REFRESH_TOKEN  # the sandbox takes any
    return Opener(replace(settings, ledger=replace(settings.ledger, client_secret=secret)))


def _mark_as_told(opener: Opener, story: Story, books: Books) -> None:
    """On Xero, whose lists show no notes, the bookkeeper of the story marks with `goodterms mark`."""
    company = opener.settings.company
    read = read_books(opener.store, company)
    if opener.settings.ledger.platform != "xero" or read.marks:
        return
    for invoice in story.invoices:
        id_ = InvoiceId(books.id_of(invoice.key))
        said = invoice.memo or ""
        for mark in marks_in(
            said, invoice=id_, since=DEMO_DAY, source="goodterms mark", dated=True
        ):
            target = marking.find_target(read, id_)
            if mark.kind is not MarkKind.SENT:
                marking.add(opener.store, company, target, mark)


def _notes_written(opener: Opener) -> tuple[NoteDue, ...]:
    with opener.store.read() as connection:
        return outbox_rows.all_notes(connection, opener.settings.company, (State.SENT,))


def _notes_in_ledger(opener: Opener) -> Iterator[str]:
    for note in _notes_written(opener):
        for found in opener.ledger.notes(note.invoice):
            if marker(note.intent) in found.text:
                yield found.text


def serve_sandbox(platform: str, *, port: int, on: date, say: Callable[[str], object]) -> None:
    """Serve an invented company until interrupted."""
    story = STORIES[platform](on)

    def ready(url: str) -> None:
        say(f"{story.company_name} ({platform}) at {url}")
        say(
            f"company {story.company_id}, refresh token {REFRESH_TOKEN}, any client id and any secret"
        )

    Sandbox(books_of(platform, story), port=port).serve_forever(ready)
