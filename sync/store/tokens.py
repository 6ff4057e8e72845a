"""Token sets, encrypted at rest, each under a lock that spans processes.

A set is keyed by the consent that gave it, not by company: one Xero consent opens several
companies, and they share one rotating refresh token (accounting-apis A2).
"""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Select, delete, insert, select

from connectors.errors import NeedsPerson, NotConnected
from connectors.tokens import Tokens
from sync.store.engine import Store
from sync.store.locks import lock
from sync.store.schema import connections, token_sets

KEY_VARIABLE = "GOODTERMS_KEY"
REFRESH_WAIT_SECONDS = 90
"""Longer than a refresh with all its retries takes."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Encrypts what may not be read from a copy of the store."""

    fernet: Fernet

    def seal(self, plain: bytes) -> bytes:
        """Encrypt."""
        return self.fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt. Raises NotConnected when it was sealed with another key."""
        try:
            return self.fernet.decrypt(sealed)
        except InvalidToken:
            raise NotConnected(
                "The stored tokens were encrypted with another key; bring back the key "
                f"(${KEY_VARIABLE}, or the file goodterms.key), or run `goodterms connect` again."
            ) from None


def sealer(folder: Path) -> Sealer:
    """The key from $GOODTERMS_KEY, else from `goodterms.key` in the folder, made when missing."""
    key = os.environ.get(KEY_VARIABLE)
    path = folder / "goodterms.key"
    if key is None:
        key = path.read_text().strip() if path.exists() else _new_key(path)
    try:
        return Sealer(Fernet(key))
    except ValueError:
        raise NeedsPerson(
            f"The encryption key in ${KEY_VARIABLE} or {path.name} is not a Fernet key; "
            "delete it and run `goodterms connect` again."
        ) from None


def _new_key(path: Path) -> str:
    key = Fernet.generate_key().decode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    except OSError as error:
        raise NeedsPerson(
            f'The encryption key cannot be written to "{path}" ({error.strerror}); '
            f"make the folder writable or set ${KEY_VARIABLE}."
        ) from None
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")
    return key


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """The token set of one company; implements `connectors.tokens.TokenStore`."""

    store: Store
    sealer: Sealer
    company: str

    def load(self) -> Tokens | None:
        """The latest stored set."""
        with self.store.read() as connection:
            sealed = connection.scalar(
                select(token_sets.c.sealed).where(
                    token_sets.c.id == _set_of(self.company).scalar_subquery()
                )
            )
        return (
            None if sealed is None else msgspec.json.decode(self.sealer.open(sealed), type=Tokens)
        )

    def save(self, tokens: Tokens) -> None:
        """Store the set, committed before this returns."""
        with self.store.write() as connection:
            found = connection.scalar(_set_of(self.company))
            if found is not None:
                same = token_sets.c.id == found
                connection.execute(token_sets.update().where(same).values(self._row(tokens)))
                return
        self.adopt(tokens, [self.company])

    def adopt(self, tokens: Tokens, companies: Sequence[str]) -> None:
        """Store the set of a new consent, for every company that it opens."""
        fresh = uuid.uuid4().hex
        with self.store.write() as connection:
            connection.execute(insert(token_sets).values(id=fresh, **self._row(tokens)))
            connection.execute(delete(connections).where(connections.c.company.in_(companies)))
            rows = [{"company": company, "token_set": fresh} for company in companies]
            connection.execute(insert(connections), rows)
            used = select(connections.c.token_set)
            connection.execute(delete(token_sets).where(token_sets.c.id.not_in(used)))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold this token set against every other thread and process."""
        with self.store.read() as connection:
            name = connection.scalar(_set_of(self.company)) or self.company
        with lock(
            self.store,
            f"tokens {name}",
            what="token refresh",
            wait_seconds=REFRESH_WAIT_SECONDS,
        ):
            yield

    def _row(self, tokens: Tokens) -> dict[str, object]:
        return {
            "sealed": self.sealer.seal(msgspec.json.encode(tokens)),
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }


def _set_of(company: str) -> Select[tuple[str]]:
    return select(connections.c.token_set).where(connections.c.company == company)
