"""Maple Florist, day by day: commands typed at its desk, a mail server, a mailbox, a ledger.

What a scenario looks at is what others see: the mail as its reader's program shows it, the notes
as the vendor's API gives them back, and what the commands print.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cli import goodterms
from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.story import Story
from connectors.sandbox.xero.books import XeroBooks
from rules.facts import InvoiceId
from sync.cases import read_books
from sync.marking import add, find_target, new_mark
from tests.acceptance.advice.wire import assert_clean
from tests.acceptance.trial import CLIENT_SECRET
from tests.connectors.bounce_samples import SENT, report
from tests.connectors.imap_servers import PASSWORD, Postbox, imap_server
from tests.connectors.mail_servers import Script, mail_server
from tests.sync.office import TUESDAY, Office, an_office

RULES = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
  senior: Mere Tui, Director <mere@maple.example>
  pay_by:
    - online
    - {way: bank transfer, for: [NZD], details: "12-3456-7890123-00"}
    - card by phone
    - direct debit
"""


def day(offset: int) -> date:
    """So many days after Tuesday 17 November 2026."""
    return TUESDAY + timedelta(days=offset)


@dataclass(frozen=True, slots=True)
class Received:
    """A mail as its reader's program shows it."""

    message: EmailMessage
    recipients: list[str]
    """Whom the server was told to give it to."""

    @property
    def to(self) -> str:
        """Whom it is addressed to."""
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The text part, as it stands."""
        return self._part("plain").strip()

    @property
    def words(self) -> str:
        """The text part on one line."""
        return " ".join(self.text.split())

    @property
    def html(self) -> str:
        """The other part."""
        return self._part("html")

    @property
    def files(self) -> list[str]:
        """What is attached."""
        return [part.get_filename() or "" for part in self.message.iter_attachments()]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command printed, and its exit code."""

    out: str
    code: int

    @property
    def json(self) -> Any:
        """What it printed for machines."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """What it printed for people, on one line."""
        return " ".join(self.out.split())


@dataclass(frozen=True, slots=True)
class Shop:
    """The company; each `on` is a day on which its run is started."""

    office: Office
    server: Script
    box: Postbox | None

    def goodterms(self, *words: str) -> Typed:
        """Type a command; a mistake of it comes to the test."""
        typed = ["--config", str(self.office.config), *words]
        environment = {"GOODTERMS_CLIENT_SECRET": CLIENT_SECRET}
        environment["GOODTERMS_INBOX_PASSWORD"] = PASSWORD
        runner = CliRunner(env=environment)
        done = runner.invoke(goodterms, typed, standalone_mode=False)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Typed(done.stdout, done.exit_code)

    def run(self, offset: int) -> Typed:
        """`goodterms run`, so many days after the Tuesday."""
        return self.goodterms("run", "--json", "--on", day(offset).isoformat())

    def on(self, offset: int) -> list[Received]:
        """Run on that day: what customers received."""
        before = len(self.server.taken)
        self.run(offset)
        return self.mails()[before:]

    def one(self, offset: int) -> Received:
        """The one mail of that day."""
        [mail] = self.on(offset)
        return mail

    def quiet(self, *offsets: int) -> bool:
        """Nobody received anything on these days."""
        return not any(self.on(offset) for offset in offsets)

    def mails(self) -> list[Received]:
        """Every mail that the server took, in order."""
        return [received(taken.content, taken.recipients) for taken in self.server.taken]

    def plan(self, offset: int) -> list[dict[str, Any]]:
        """`goodterms plan` as of that day: what would be done, and what waits."""
        told = self.goodterms("plan", "--json", "--on", day(offset).isoformat()).json
        decisions: list[dict[str, Any]] = told["decisions"]
        return decisions

    def explain(self, what: str, offset: int) -> str:
        """`goodterms explain` as of that day."""
        return self.goodterms("explain", what, "--on", day(offset).isoformat()).words

    def tasks(self) -> list[str]:
        """What a person is to do."""
        return [task["says"] for task in self.goodterms("tasks", "--json").json]

    def invoice_id(self, key: str) -> InvoiceId:
        """The ledger's own id of an invoice."""
        return InvoiceId(self.office.books.id_of(key))

    def notes(self, key: str) -> list[str]:
        """The notes on an invoice, as the vendor's API gives them back; the latest last."""
        found = [note.text for note in self.office.opener().ledger.notes(self.invoice_id(key))]
        ours = [text for text in found if text.startswith("[goodterms")]
        return ours[::-1] if isinstance(self.office.books, XeroBooks) else ours  # latest first

    def pay_link(self, key: str) -> str:
        """The ledger's own page for an invoice."""
        return self.office.opener().ledger.pay_link(self.invoice_id(key)) or ""

    @property
    def rules(self) -> str:
        """The rulebook as it stands."""
        return (self.office.folder / "rules.yaml").read_text("utf-8")

    def allow_mails(self, count: int) -> None:
        """The ledger itself e-mails no more than so many invoices a day."""
        books = self.office.books
        if isinstance(books, XeroBooks):
            books.settings = replace(books.settings, emails_per_day=count)
        else:
            assert isinstance(books, QuickBooksBooks)
            books.switches.mails_per_day = count

    def promised(self, number: str, *, on: int, until: int) -> None:
        """Somebody promises on a day; `goodterms mark` would say that it was today."""
        opener = self.office.opener()
        company = opener.settings.company
        target = find_target(read_books(opener.store, company), number)
        mark = new_mark("promise", target, until=day(until), words="by phone", today=day(on))
        add(opener.store, company, target, mark)

    def answers(self, to: Received, says: str) -> None:
        """Whoever got this mail writes back."""
        mail = self._reply(to)
        mail["Subject"] = f"Re: {to.subject}"
        mail.set_content(f"{says}\n\nOn Tuesday Ana Reid wrote:\n> Our invoice is due.\n")
        self._arrives(mail.as_bytes())

    def is_away(self, to: Received) -> None:
        """Whoever got this mail has left an automatic answer."""
        mail = self._reply(to)
        mail["Subject"], mail["Auto-Submitted"] = "Out of office", "auto-replied"
        mail.set_content("I am away until Monday.\n")
        self._arrives(mail.as_bytes())

    def bounces(self, of: Received, says: str) -> None:
        """Our mail server reports that this mail did not arrive."""
        about = report(fields=f"Final-Recipient: rfc822; {of.recipients[0]}", says=says)
        self._arrives(about.replace(SENT, str(of.message["Message-ID"])).encode())

    def _reply(self, to: Received) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = to.to, to.message["From"]
        mail["Message-ID"] = f"<{len(self.server.taken)}.{to.recipients[0]}>"
        mail["In-Reply-To"] = to.message["Message-ID"]
        return mail

    def _arrives(self, content: bytes) -> None:
        assert self.box is not None
        self.box.deliver(content)


def received(content: bytes, recipients: list[str]) -> Received:
    """A mail from its bytes, which are looked over first."""
    assert_clean(content)
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return Received(message, recipients)


@contextmanager
def a_shop(
    folder: Path, platform: str, told: Story, *, rules: str = "", mailbox: bool = False
) -> Iterator[Shop]:
    """Open the company with the gentle base and these rules of its own."""
    server = Script()
    with ExitStack() as open_:
        running = open_.enter_context(mail_server(server))
        box = open_.enter_context(imap_server()) if mailbox else None
        mail = f"smtp://127.0.0.1:{running.port}"
        office = open_.enter_context(an_office(folder, platform, told, mail=mail))
        office.write_rules(rules if rules.startswith("rulebook:") else RULES + rules)
        if box is not None:
            text = office.config.read_text("utf-8")
            office.config.write_text(text.replace("[mail]", f'[mail]\ninbox = "{box.url}"'))
        yield Shop(office, server, box)
