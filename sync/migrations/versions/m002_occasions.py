"""What a customer is told once about no invoice; the parts of an agreed plan of instalments."""

import sqlalchemy as sa
from alembic import op

revision = "m002"
down_revision = "m001"


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "occasions",
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "customer", "occasion"),
    )
    op.create_index("occasions_of_intent", "occasions", ["intent"], unique=False)
    op.add_column("marks", sa.Column("parts", sa.Text(), nullable=True))
