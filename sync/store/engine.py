"""Opening the store: one engine a process, migrated, with transactions that say what they do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from connectors.errors import Misuse, NeedsPerson, Unavailable
from sync.store.schema import REVISION

WAIT_SECONDS = 30
"""How long a transaction waits for another process's before it gives up."""


@dataclass(frozen=True)
class Store:
    """A migrated database."""

    engine: Engine

    @cached_property
    def is_sqlite(self) -> bool:
        """Whether it is a file of ours, and not a server."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file, for SQLite."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view that blocks nobody."""
        with _said_plainly(self.engine), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that is committed as a whole at the end, or not at all."""
        options = {"goodterms_begin": "IMMEDIATE"}
        with (
            _said_plainly(self.engine),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection


def open_store(url: str, *, base: Path) -> Store:
    """Open the store at a SQLAlchemy URL, relative files counted from `base`, and migrate it.

    Raises Misuse for an unusable URL, NeedsPerson for an unwritable file, Unavailable for a
    server that is away.
    """
    engine = _engine(_absolute(url, base))
    store = Store(engine)
    try:
        with _said_plainly(engine):
            _migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def store_as_it_is(url: str, *, base: Path) -> Store | None:
    """The same store, neither made nor migrated; None where there is none of this version.

    Raises Misuse, NeedsPerson and Unavailable as `open_store` does.
    """
    absolute = _absolute(url, base)
    if absolute.drivername == "sqlite" and not Path(absolute.database or "").is_file():
        return None
    store = Store(_engine(absolute))
    with _said_plainly(store.engine), store.engine.connect() as connection:
        revision = _revision(connection)
    if revision == REVISION:
        return store
    store.close()
    return None


def _absolute(url: str, base: Path) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise Misuse(
            "The store's url in [store] is not a database address; "
            'write "sqlite:///goodterms.db" or "postgresql://user@host/name".'
        ) from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.query:
        raise Misuse(
            f'The store "{parsed.render_as_string()}" is neither SQLite nor PostgreSQL; '
            'write "sqlite:///goodterms.db" or "postgresql://user@host/name".'
        )
    return parsed.set(drivername="sqlite", database=str(base / parsed.database))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    folder = Path(url.database or "").parent
    if not folder.is_dir():
        raise NeedsPerson(
            f'The store\'s folder "{folder}" does not exist; make it, or change [store] url.'
        )
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    # the driver's own implicit BEGIN comes too late for a lock to be taken at the start
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # "sent" must survive a power cut
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("goodterms_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _migrate(store: Store) -> None:
    with store.engine.connect() as connection:
        if _revision(connection) == REVISION:
            return
    # it takes a tenth of a second to load, and nearly every store is up to date
    from sync.store.migrate import migrate

    with store.write() as connection:
        if _revision(connection) != REVISION:
            migrate(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    where = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except DBAPIError as error:
        raise _plain(where, error, engine) from error
    except SQLAlchemyError as error:
        raise Unavailable(f'The store "{where}" failed: {type(error).__name__}.') from error


def _plain(where: str, error: DBAPIError, engine: Engine) -> Exception:
    says = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
    if engine.dialect.name == "sqlite":
        if "locked" in says:
            return Unavailable(
                f'The store "{where}" was busy for {WAIT_SECONDS} seconds; try again.'
            )
        if "constraint" not in says.lower():
            return NeedsPerson(
                f'The store "{where}" cannot be used: {says}; '
                "check that the folder is writable and the disk is not full."
            )
    elif error.connection_invalidated or isinstance(error, OperationalError):
        return Unavailable(f'The store "{where}" cannot be reached: {says}; try again later.')
    return error
