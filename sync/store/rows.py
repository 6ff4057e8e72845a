"""Insert-or-update, which both databases can and SQLAlchemy spells once for each."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

CHUNK = 500
"""How many ids go into one IN list; both databases allow many more."""

Row = Mapping[str, object]


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or update those whose primary key is there already.

    All rows have the same columns; a column that they leave out keeps its stored value.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    changed = [name for name in rows[0] if name not in keys]
    insert: postgresql.Insert | sqlite.Insert
    is_sqlite = connection.dialect.name == "sqlite"
    insert = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    set_ = {name: insert.excluded[name] for name in changed}
    connection.execute(
        insert.on_conflict_do_update(index_elements=keys, set_=set_), [dict(row) for row in rows]
    )
