"""A token endpoint on loopback that hands out numbered sets, and a store that two processes share."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

from werkzeug.wrappers import Request, Response

from connectors.oauth import OAuthApp
from connectors.tokens import Tokens
from tests.connectors.local_vendor import Answer, LocalVendor

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def app(url: str, *, secret: str | None = "the-secret-of-maple", itself: bool = False) -> OAuthApp:
    return OAuthApp(
        title="Xero",
        client_id="maple-client",
        client_secret=secret,
        authorize_url=f"{url}/identity/connect/authorize",
        token_url=f"{url}/connect/token",
        scopes=("offline_access", "accounting.invoices"),
        pkce=True,
        client_credentials=itself,
    )


def tokens(number: int, *, minutes: float) -> Tokens:
    """The set of that number, which lasts `minutes` from NOW."""
    return Tokens(
        access=f"access-token-{number}",
        refresh=f"refresh-token-{number}",
        expires=NOW + timedelta(minutes=minutes),
    )


def gives(number: int, **changes: object) -> Answer:
    """A reply with the set of that number; `changes` replace keys, None leaves one out."""
    reply: dict[str, object] = {
        "access_token": f"access-token-{number}",
        "refresh_token": f"refresh-token-{number}",
        "expires_in": 1800,
        "token_type": "Bearer",
        **changes,
    }
    kept = {key: value for key, value in reply.items() if value is not None}
    return lambda _: Response(json.dumps(kept), content_type="application/json")


def form(vendor: LocalVendor, nth: int = 0) -> dict[str, str]:
    """The nth form that was posted."""
    return {key: values[0] for key, values in parse_qs(vendor.bodies[nth].decode()).items()}


def rotating() -> Answer:
    """Sets 2, 3, 4, ... for whoever asks; each refresh token works once."""
    lock = threading.Lock()
    latest = 1

    def answer(request: Request) -> Response:
        nonlocal latest
        with lock:
            if request.form["refresh_token"] != f"refresh-token-{latest}":
                return Response('{"error": "invalid_grant"}', status=400)
            latest += 1
            return gives(latest)(request)

    return answer


class FileTokens:
    """A token store that several processes share, by a lock that SQLite holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS t (access, refresh, expires)")

    def load(self) -> Tokens | None:
        with closing(sqlite3.connect(self._path, timeout=30)) as db:
            row = db.execute("SELECT access, refresh, expires FROM t").fetchone()
        return Tokens(row[0], row[1], datetime.fromisoformat(row[2])) if row else None

    def save(self, tokens: Tokens) -> None:
        with closing(sqlite3.connect(self._path, timeout=30)) as db, db:
            db.execute("DELETE FROM t")
            row = (tokens.access, tokens.refresh, tokens.expires.isoformat())
            db.execute("INSERT INTO t VALUES (?, ?, ?)", row)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """A write transaction in a file of its own, so that `save` can go on beside it."""
        with closing(sqlite3.connect(f"{self._path}.lock", timeout=30)) as db:
            db.isolation_level = None
            db.execute("BEGIN EXCLUSIVE")
            yield
            db.execute("ROLLBACK")
