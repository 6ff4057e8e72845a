"""Locks that live in the database and die with the process that holds them.

On PostgreSQL a session's advisory lock; on SQLite an exclusive transaction on a small file beside
the store. Neither needs a lease or a clean-up: when the holder is killed, the lock is free.
"""

import getpass
import hashlib
import os
import socket
import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, text

from connectors.errors import NeedsPerson, Unavailable
from sync.store.engine import Store
from sync.store.schema import holders


class Held(Unavailable):
    """Somebody else holds the lock."""


def this_process() -> str:
    """Who we are, for the one who finds the lock taken: user, machine and process id."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        user = str(os.getuid()) if hasattr(os, "getuid") else "somebody"
    return f"{user} on {socket.gethostname()}, process {os.getpid()}"


@contextmanager
def lock(store: Store, name: str, *, what: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock `name` while the block runs.

    `what` says in a few words what is being done, for the sentence of `Held`, which is raised
    when somebody else holds the lock for longer than `wait_seconds`.
    """
    deadline = time.monotonic() + wait_seconds
    taken = _on_sqlite(store, name) if store.is_sqlite else _on_postgres(store, name)
    while not next(taken):
        if time.monotonic() >= deadline:
            taken.close()
            raise Held(_sentence(store, name, what))
        time.sleep(0.05)
    try:
        _say_who(store, name)
        yield
    finally:
        taken.close()


def _on_sqlite(store: Store, name: str) -> Generator[bool, None, None]:
    path = store.path
    assert path is not None  # noqa: S101 - only a file store comes here
    beside = path.with_name(f"{path.name}.{_short(name)}.lock")
    connection = sqlite3.connect(beside, timeout=0, isolation_level=None)
    try:
        while True:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                    raise NeedsPerson(
                        f'The lock file "{beside}" cannot be used: {error}; check that the folder '
                        "is writable and the disk is not full."
                    ) from None
                yield False
            else:
                break
        yield True
    finally:
        connection.close()


def _on_postgres(store: Store, name: str) -> Generator[bool, None, None]:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with store.engine.connect() as connection:
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
            yield False
        connection.commit()
        try:
            yield True
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
            connection.commit()


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _say_who(store: Store, name: str) -> None:
    with store.write() as connection:
        connection.execute(delete(holders).where(holders.c.name == name))
        row = {
            "name": name,
            "holder": this_process(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        connection.execute(insert(holders).values(row))


def _sentence(store: Store, name: str, what: str) -> str:
    with store.read() as connection:
        row = connection.execute(select(holders).where(holders.c.name == name)).first()
    who = f"{row.holder}, since {row.since}" if row else "another process"
    return f"Another {what} is going on ({who}); wait for it to end, then try again."
