"""Types what docs/consultant.md tells to type, in an empty folder, and writes down what is shown.

On the page, in the order of its reading:
- in a block `console` every line that begins with `$` is typed; a sandbox is there already;
- `<!-- shows: 1:4; 9, -2:-1 -->` before it says which lines of each command's output are shown,
  from the end where negative; `none` for none;
- `<!-- file: NAME -->` stands before a block that is the content of a file;
- `<!-- edit: NAME: OLD => NEW -->` changes one piece of a file.
"""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from click.testing import CliRunner

from cli import goodterms
from connectors.errors import Trouble
from connectors.sandbox.companies.demo import DEMO_DAY, harbor, maple
from connectors.sandbox.server import Sandbox
from sync.demo import books_of

PAGE = Path(__file__).parent / "consultant.md"
PORTS = {"xero": ("http://127.0.0.1:8099", maple), "quickbooks": ("http://127.0.0.1:8100", harbor)}
"""Where the page says that the sandboxes are."""

_PIECE = re.compile(
    r"<!-- edit: (?P<edited>\S+): (?P<old>.*?) => (?P<new>.*?) -->"
    r"|<!-- file: (?P<file>\S+) -->\n```\S*(?: no-run)?\n(?P<content>.*?)^```$"
    r"|(?P<head><!-- shows: (?P<lines>[\w,; :-]+) -->\n```console\n)(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(slots=True)
class Walk:
    """A walk through the page."""

    urls: dict[str, str]
    """The address on the page -> the real one."""
    codes: dict[str, list[int]] = field(default_factory=dict)
    """Command -> the exit code of each time that it was typed."""

    def piece(self, found: re.Match[str]) -> str:
        """Do what a piece of the page says; returns the piece, renewed."""
        if found["edited"]:
            _edit(Path(found["edited"]), found["old"], found["new"])
        elif found["file"]:
            Path(found["file"]).write_text(found["content"], encoding="utf-8")
        else:
            body = "".join(f"{line}\n" for line in self._renewed(found["body"], found["lines"]))
            return f"{found['head']}{body}```"
        return found[0]

    def _renewed(self, body: str, lines: str) -> Iterator[str]:
        """The commands of a block, each with what it prints."""
        typed = [line for line in body.splitlines() if line.startswith("$ ")]
        for command, kept in zip(typed, lines.split(";"), strict=True):
            yield command
            printed = list(self.type(command.removeprefix("$ ")))
            if kept.strip() != "none":
                yield from _chosen(printed, kept)

    def type(self, line: str) -> Iterator[str]:
        """Type one line; yields what it prints."""
        if line.endswith("&"):
            return
        for part in line.split(" && "):
            yield from self._one(part)

    def _one(self, line: str) -> Iterator[str]:
        said, _, line = line.partition("|") if line.startswith("echo ") else ("", "", line)
        name, *words = shlex.split(line)
        if name == "mkdir":
            Path(words[0]).mkdir()
        elif name == "cd":
            os.chdir(words[0])
        elif name == "export":
            variable, _, value = words[0].partition("=")
            os.environ[variable] = value
        elif name == "cp":
            shutil.copy(words[0], words[1])
        elif name == "goodterms":
            yield from self._goodterms(line, words, said.removeprefix("echo ").strip())
        else:
            raise ValueError(f'"{line}" is not a command that the page may tell to type.')

    def _goodterms(self, line: str, words: Sequence[str], said: str) -> Iterator[str]:
        typed = [self.urls.get(word, word) for word in words]
        done = CliRunner().invoke(goodterms, typed, input=f"{said}\n", standalone_mode=False)
        error, printed, code = done.exception, done.output, done.exit_code
        if isinstance(error, Trouble):
            printed, code = f"{printed}{error}\n", error.exit_code
        elif error is not None and not isinstance(error, (SystemExit, click.Abort)):
            raise error
        for shown, real in self.urls.items():
            printed = printed.replace(real, shown)
        self.codes.setdefault(line.strip(), []).append(code)
        yield from (each.rstrip() for each in printed.splitlines())


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f'"{old}" stands {text.count(old)} times in "{path}".')
    path.write_text(text.replace(old, new), encoding="utf-8")


def _chosen(printed: Sequence[str], lines: str) -> Iterator[str]:
    """These lines of what was printed."""
    for part in lines.split(","):
        first, _, last = part.strip().partition(":")
        start, stop = (_place(word, len(printed)) for word in (first, last or first))
        yield from printed[start : stop + 1]


def _place(word: str, count: int) -> int:
    """Where a line stands, from 0; `word` counts from 1, or from the end when negative."""
    return int(word) - 1 if int(word) > 0 else count + int(word)


@contextmanager
def a_walk() -> Iterator[Walk]:
    """Two invented companies on the day of the demo, and nothing else."""
    with ExitStack() as open_now:
        urls = {}
        for platform, (shown, company) in PORTS.items():
            sandbox = Sandbox(books_of(platform, company(DEMO_DAY)))
            urls[shown] = open_now.enter_context(sandbox).url
        yield Walk(urls)


def walked(text: str, walk: Walk) -> str:
    """The page with everything in it done, and what it shows renewed."""
    return _PIECE.sub(walk.piece, text)


def renew() -> None:
    """Renew the page."""
    text = PAGE.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder, chdir(folder), a_walk() as walk:
        new = walked(text, walk)
    if new != text:
        PAGE.write_text(new, encoding="utf-8")
