"""Of which form the facts of a company are: those of another one are read again."""

import sqlalchemy as sa
from alembic import op

revision = "m004"
down_revision = "m003"


def upgrade() -> None:
    """Apply it."""
    op.add_column("companies", sa.Column("facts_form", sa.Text(), nullable=True))
