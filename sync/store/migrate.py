"""Brings the tables of an older store, or of an empty one, to their newest form."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from connectors.errors import NeedsPerson

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def migrate(connection: Connection) -> None:
    """Migrate in the caller's transaction. Raises NeedsPerson for the store of a newer version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:  # it does not know the revision that the store is at
        raise NeedsPerson(
            "The store belongs to a newer version of Goodterms; "
            "use that version again, or name another store under [store] url."
        ) from error
