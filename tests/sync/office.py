"""An office for the tests: a company in the sandbox, its configuration, and its runs."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from connectors.sandbox.books import Books
from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import Story, StoryCustomer, StoryInvoice, StoryPayment
from sync.config import load_settings
from sync.connect import connect_company
from sync.demo import REFRESH_TOKEN, books_of
from sync.house import Opener
from sync.report import RunReport
from sync.run import run

TUESDAY = date(2026, 11, 17)

RULEBOOK = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
  senior: Mere Tui, Director <mere@maple.example>
  pay_by: [online, bank transfer, card by phone, direct debit]
"""


def customer(key: str, **said: object) -> StoryCustomer:
    """A customer with a named person."""
    usual: dict[str, object] = {
        "name": f"{key.capitalize()} Ltd",
        "first": key.capitalize(),
        "last": "Park",
        "email": f"{key}@{key}.example",
    }
    return StoryCustomer(key=key, **(usual | said))  # type: ignore[arg-type]


def invoice(key: str, whose: str, *, overdue: int, **said: object) -> StoryInvoice:
    """An invoice of 100.00 so many days overdue on the Tuesday; negative: not due yet."""
    due = TUESDAY - timedelta(days=overdue)
    usual: dict[str, object] = {
        "number": f"INV-{key}",
        "customer": whose,
        "issued": due - timedelta(days=20),
        "due": due,
        "total": Decimal("100.00"),
    }
    return StoryInvoice(key=key, **(usual | said))  # type: ignore[arg-type]


def story(
    customers: Sequence[StoryCustomer],
    invoices: Sequence[StoryInvoice],
    payments: Sequence[StoryPayment] = (),
) -> Story:
    """A New Zealand company; yesterday somebody unrelated paid, so that the ledger is fresh."""
    other = customer("other")
    settled = invoice("settled", "other", overdue=10)
    paid = StoryPayment(
        key="fresh",
        customer="other",
        on=TUESDAY - timedelta(days=1),
        amount=settled.total,
        applied=((settled.key, settled.total),),
    )
    return Story(
        company_id="9130357849016",
        company_name="Maple Florist",
        timezone="Pacific/Auckland",
        base_currency="NZD",
        country="NZ",
        on=TUESDAY,
        customers=(other, *customers),
        invoices=(settled, *invoices),
        payments=(paid, *payments),
    )


@dataclass(frozen=True, slots=True)
class Office:
    """One company with a sandbox for its ledger."""

    folder: Path
    sandbox: Sandbox
    story: Story
    open: ExitStack
    """Whatever was opened, to be closed with the office."""

    @property
    def books(self) -> Books:
        """The ledger, from the bookkeeper's side."""
        return self.sandbox.books

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "goodterms.toml"

    def opener(self) -> Opener:
        """The house as a fresh process would open it."""
        settings = load_settings(self.config)
        settings = replace(settings, ledger=replace(settings.ledger, client_secret="s3cret"))
        return self.open.enter_context(Opener(settings))

    def run(self, on: date = TUESDAY) -> RunReport:
        """One run."""
        return run(self.opener().house(as_of=on))

    def write_rules(self, text: str) -> None:
        """Another rulebook."""
        (self.folder / "rules.yaml").write_text(text, encoding="utf-8")

    def mails(self) -> list[EmailMessage]:
        """Every mail written so far."""
        return [
            message_from_bytes(path.read_bytes(), policy=default)
            for path in sorted((self.folder / "outbox").glob("*.eml"))
        ]

    def notes(self) -> list[str]:
        """Every note on any invoice."""
        return [text for texts in self.books.notes().values() for text in texts]

    def numbers(self, mail: EmailMessage) -> set[str]:
        """The invoice numbers that a mail speaks of."""
        body = mail.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        return {told.number for told in self.story.invoices if told.number in text}


@contextmanager
def an_office(
    folder: Path, platform: str, told: Story, *, store_url: str | None = None, mail: str = ""
) -> Iterator[Office]:
    """Open a sandbox on the story, and connect a fresh configuration to it."""
    with Sandbox(books_of(platform, told)) as sandbox, ExitStack() as opened:
        ledger = {
            "platform": platform,
            "company": told.company_id,
            "client_id": "client",
            "api_url": sandbox.url,
            "auth_url": sandbox.url,
        }
        lines = ["[ledger]", *(f"{key} = {json.dumps(value)}" for key, value in ledger.items())]
        lines += ["[mail]", f"url = {json.dumps(mail or 'maildir:outbox')}"]
        lines += ["[store]", f"url = {json.dumps(store_url or 'sqlite:///goodterms.db')}"]
        (folder / "goodterms.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        office = Office(folder, sandbox, told, opened)
        office.write_rules(RULEBOOK)
        connect_company(office.opener(), REFRESH_TOKEN, browser=False, say=lambda _: None)
        yield office
