"""Starts `goodterms` as a process of its own, from a process in which Python has woken up already.

Each command is forked off, so it can be killed like any other, and the second that the imports
take is paid once a test worker. `test_interface` starts the command as a person does.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST = 60.0
"""Seconds after which a command is given up, killed, and told as killed."""


@dataclass(frozen=True, slots=True)
class Starter:
    """The test's end of the line to the process that starts commands."""

    process: subprocess.Popen[str]

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, files: Path
    ) -> int:
        """Start a command; it reads and writes `files` + .in, .out and .err. Returns its pid."""
        order = {"arguments": arguments, "environment": environment, "files": str(files)}
        return self._ask(order)

    def wait(self, pid: int) -> int:
        """Wait for the end of a command: its exit code, or minus the signal that ended it."""
        return self._ask({"wait": pid})

    def _ask(self, order: Mapping[str, object]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def a_starter() -> Iterator[Starter]:
    """Wake up the process that starts commands."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.acceptance.starter"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Starter(process)
        assert process.stdin is not None
        process.stdin.close()


def _serve() -> None:
    _wake_up()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in sys.stdin:
        order = json.loads(line)
        answers.write(f"{_wait(order['wait']) if 'wait' in order else _fork(order)}\n")


def _wake_up() -> None:
    """Import what a command would import."""
    for name in ("alembic.runtime.migration", "holidays.countries", "psycopg"):
        importlib.import_module(name)
    for package in ("rules", "connectors", "sync", "reports", "workbench"):
        path = [str(ROOT / package)]
        for found in pkgutil.walk_packages(path, f"{package}.", onerror=lambda _: None):
            if "sandbox" not in found.name and "migrations" not in found.name:
                importlib.import_module(found.name)
    importlib.import_module("cli")


def _fork(order: dict[str, Any]) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _become(order)
    return pid


def _become(order: dict[str, Any]) -> None:
    files = Path(order["files"])
    for number, end, flags in ((0, ".in", os.O_RDONLY), (1, ".out", -1), (2, ".err", -1)):
        writes = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(files.with_suffix(end), writes if flags < 0 else flags), number)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    os.chdir(files.parent)
    os.environ.update(order["environment"])
    sys.argv = [str(Path(sys.executable).with_name("goodterms")), *order["arguments"]]
    code: object = 1
    try:
        importlib.import_module("cli").main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as the interpreter would
        sys.excepthook(*sys.exc_info())
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _wait(pid: int) -> int:
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    _serve()
