"""Insert-or-update, which both databases can and SQLAlchemy spells once for each."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler

CHUNK = 500
"""How many ids go into one IN list; both databases allow many more."""

Row = Mapping[str, object]


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or update those whose primary key is there already.

    All rows have the same columns; a column that they leave out keeps its stored value.
    """
    if not rows:
        return
    statement = _insert_or_update(connection.dialect, table, tuple(rows[0]))
    # past SQLAlchemy's own look at every row, which is a third of the time that a page takes
    names = statement.positiontup
    if names is None:
        connection.exec_driver_sql(statement.string, [dict(row) for row in rows])
    else:
        values = itemgetter(*names)  # several: every table has a key and something beside it
        connection.exec_driver_sql(statement.string, [values(row) for row in rows])


def _insert_or_update(dialect: Dialect, table: Table, names: Sequence[str]) -> SQLCompiler:
    keys = [column.name for column in table.primary_key]
    insert: postgresql.Insert | sqlite.Insert
    insert = sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)
    set_ = {name: insert.excluded[name] for name in names if name not in keys}
    whole = insert.on_conflict_do_update(index_elements=keys, set_=set_)
    return whole.compile(dialect=dialect, column_keys=list(names))
