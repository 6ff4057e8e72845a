"""A company on trial: a ledger in the sandbox, a folder, and `goodterms` as a process of its own."""

import json
import os
import signal
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, cast

from werkzeug.wrappers import Request, Response

from connectors.errors import Trouble
from connectors.sandbox.books import Arrival, Books
from connectors.sandbox.story import Story
from sync.demo import REFRESH_TOKEN
from tests.acceptance.starter import Starter
from tests.sync.office import TUESDAY, Office, an_office

CLIENT_SECRET = "cs-7f3b90aa41"
MAIL_PASSWORD = "mp-1d4e88c2b6"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed for machines."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """What it said to a person on standard error: one line, or a test fails."""
        [line] = self.err.strip().splitlines()
        return line


@dataclass(frozen=True, slots=True)
class Started:
    """A command under way."""

    pid: int
    files: Path
    trial: "Trial"

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> Done:
        """Wait for its end."""
        code = self.trial.starter.wait(self.pid)
        out, err = (self.files.with_suffix(end).read_text("utf-8") for end in (".out", ".err"))
        done = Done(code, out, err)
        self.trial.look_at(done)
        return done


@dataclass(frozen=True, slots=True)
class Trial:
    """One company, and what is typed in its folder."""

    office: Office
    starter: Starter
    environment: dict[str, str] = field(
        default_factory=lambda: {
            "GOODTERMS_CLIENT_SECRET": CLIENT_SECRET,
            "GOODTERMS_MAIL_PASSWORD": MAIL_PASSWORD,
        }
    )
    secrets: set[str] = field(default_factory=lambda: {CLIENT_SECRET, MAIL_PASSWORD, REFRESH_TOKEN})
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def folder(self) -> Path:
        """Where the company's files are."""
        return self.office.folder

    def start(self, *arguments: str, stdin: str = "") -> Started:
        """Type a command, and do not wait for it."""
        files = self.folder / f"typed-{next(self.numbers)}"
        files.with_suffix(".in").write_text(stdin, encoding="utf-8")
        for end in (".out", ".err"):  # it may be killed before it opens them
            files.with_suffix(end).touch()
        typed = ("--config", str(self.office.config), *arguments)
        return Started(self.starter.start(typed, self.environment, files=files), files, self)

    def goodterms(self, *arguments: str, stdin: str = "") -> Done:
        """Type a command, and wait for it."""
        return self.start(*arguments, stdin=stdin).wait()

    def run(self, on: date = TUESDAY) -> Done:
        """`goodterms run --json`, as of a day."""
        return self.start_run(on).wait()

    def start_run(self, on: date = TUESDAY) -> Started:
        """The same, without waiting."""
        return self.start("run", "--json", "--on", on.isoformat())

    def order(self, name: str, **body: object) -> Any:
        """Ask something of the sandbox from outside, over HTTP."""
        data = json.dumps(body).encode() if body else None
        with urllib.request.urlopen(f"{self.office.sandbox.url}/_sandbox/{name}", data) as answer:
            return json.load(answer)

    def look_at(self, done: Done) -> None:
        """Whatever was asked: nobody is shown a stack, a bug, or a secret."""
        shown = done.out + done.err
        assert "Traceback" not in shown
        assert "mistake in Goodterms" not in shown, shown
        with suppress(Trouble):  # of a configuration or a store that a test has broken
            tokens = self.office.opener().tokens.load()
            self.secrets.update([tokens.access, tokens.refresh or tokens.access] if tokens else [])
        assert [secret for secret in self.secrets if secret in shown] == []


@contextmanager
def a_trial(
    folder: Path,
    platform: str,
    told: Story,
    starter: Starter,
    **settings: str,  # store_url, mail
) -> Iterator[Trial]:
    """Open a company for business; its folder is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    with an_office(folder, platform, told, **settings) as office:
        yield Trial(office, starter)


Moment = Callable[[Request, bool], None]
"""Told of each call that reaches the books: before its work (False), and after it (True)."""


@dataclass
class Watched:
    """Books with somebody who looks on."""

    books: Books
    moment: Moment = lambda request, done: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.books, name)

    def answer(self, request: Request, arrival: Arrival) -> Response:
        """As the books do, telling of it."""
        self.moment(request, False)
        response = self.books.answer(request, arrival)
        self.moment(request, True)
        return response


def watch(trial: Trial) -> Watched:
    """Have somebody look on at the sandbox's books."""
    watched = Watched(trial.office.books)
    trial.office.sandbox.books = cast(Books, watched)
    return watched


def is_reread(request: Request) -> bool:
    """Whether this call reads a few invoices again, by their ids."""
    asked = request.full_path + request.get_data(as_text=True)
    return "IDs=" in asked or ("Invoice" in asked and "Id IN" in asked.replace("+", " "))


def is_note(request: Request) -> bool:
    """Whether this call writes a note on an invoice."""
    path = request.path.lower()
    return (path.endswith("/history") and request.method == "PUT") or (
        path.endswith("/attachable") and request.method == "POST"
    )
