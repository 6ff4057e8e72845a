"""What comes into the company's mailbox, what is known of addresses, and tasks for a person."""

import sqlalchemy as sa
from alembic import op

revision = "m003"
down_revision = "m002"


def upgrade() -> None:
    """Apply it."""
    for name in ("delivery", "delivery_says", "retry_on"):
        op.add_column("intents", sa.Column(name, sa.Text(), nullable=True))
    _mailboxes()
    _incoming()
    _addresses()
    _tasks()


def _mailboxes() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("bookmark", sa.Text(), nullable=True),
        sa.Column("read_at", sa.Text(), nullable=True),
        sa.Column("failed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("company"),
    )


def _incoming() -> None:
    op.create_table(
        "incoming",
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("first_lines", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("to_file", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company", "identity"),
    )
    op.create_index("incoming_by_key", "incoming", ["company", "key"], unique=True)


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("usable", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Text(), nullable=True),
        sa.Column("bounced_on", sa.Text(), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        sa.Column("soft", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("deferred_since", sa.Text(), nullable=True),
        sa.Column("retry_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("company", "email"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tasks_by_state", "tasks", ["company", "state"], unique=False)
