"""The tables. Times and days are ISO 8601 text: it sorts, and reads alike on both databases.

Every table is keyed by `company` ("xero:70784a63-..."): several companies may share one store.
`sync/migrations` builds the same; a test compares the two.
"""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

REVISION: Final = "m004"
"""The migration that ends with these tables: the newest."""
metadata = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _text(name: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not required)


companies = Table(
    "companies",
    metadata,
    _key("company"),
    _text("body", required=False),
    _text("cursor", required=False),
    Column("pulls", Integer, nullable=False),  # how many were begun; facts carry the last one's
    _text("pulled_at", required=False),
    _text("pull_failed", required=False),
    _text("deep_on", required=False),
    _text("schedule", required=False),  # what `goodterms schedule --install` put in place
    _text("reminders_on", required=False),  # the day on which they were seen to be off
    _text("facts_form", required=False),  # of which form they are: see ledger_copy.facts_form
)

facts = Table(
    "facts",
    metadata,
    _key("company"),
    _key("kind"),
    _key("id"),
    _text("customer", required=False),
    Column("open", Integer, nullable=False),  # 1: owed, or credit remaining
    Column("pull", Integer, nullable=False),  # the last pull that showed it
    _text("body"),
    Index("facts_open", "company", "kind", "open"),
)

unreadable = Table(
    "unreadable",
    metadata,
    _key("company"),
    _key("kind"),
    _key("id"),
    _text("customer", required=False),
    Column("pull", Integer, nullable=False),
    _text("why"),
)

marks = Table(
    "marks",
    metadata,
    _key("id"),
    _text("company"),
    _text("customer"),
    _text("invoice", required=False),
    _text("kind"),
    _text("since"),
    _text("until", required=False),
    _text("words"),
    _text("by"),
    _text("parts", required=False),  # of agreed instalments, as JSON
    Index("marks_of_company", "company"),
)

token_sets = Table(
    "token_sets",
    metadata,
    _key("id"),
    Column("sealed", LargeBinary, nullable=False),
    _text("saved_at"),
)

connections = Table(
    "connections",
    metadata,
    _key("company"),
    _text("token_set"),  # one Xero consent can open several companies
)

holders = Table(
    "holders",
    metadata,
    _key("name"),
    _text("holder"),  # who took the lock, for the sentence that the other one prints
    _text("since"),
)

intents = Table(
    "intents",
    metadata,
    _key("id"),
    _text("company"),
    _text("channel"),
    _text("state"),
    _text("customer"),
    _text("customer_name"),
    _text("decided_on"),
    _text("body"),
    _text("message_id", required=False),
    _text("says", required=False),
    _text("changed_at"),
    _text("delivery", required=False),  # what came back of a mail: a reply, a bounce
    _text("delivery_says", required=False),
    _text("retry_on", required=False),  # when a mail that came back for now is told again
    Index("intents_by_state", "company", "state"),
    Index("intents_by_customer", "company", "customer"),
)

steps = Table(
    "steps",
    metadata,
    _key("company"),
    _key("invoice"),
    _key("step"),  # the key that makes "no step of an invoice twice" the database's own promise
    _text("policy"),
    _text("intent"),
    Index("steps_of_intent", "intent"),
)

occasions = Table(
    "occasions",
    metadata,
    _key("company"),
    _key("customer"),
    _key("occasion"),  # told about no invoice, such as new terms or a month's statement; once
    _text("intent"),
    Index("occasions_of_intent", "intent"),
)

notes = Table(
    "notes",
    metadata,
    _key("id"),
    _text("company"),
    _text("intent"),
    _text("invoice"),
    _text("text"),
    _text("state"),
    _text("says", required=False),
    _text("changed_at"),
    Index("notes_by_state", "company", "state"),
)

runs = Table(
    "runs",
    metadata,
    _key("id"),
    _text("company"),
    _text("decided_on"),
    _text("started_at"),
    _text("ended_at", required=False),
    _text("plan", required=False),
    _text("report", required=False),
    Column("exit_code", Integer, nullable=True),
    Index("runs_of_company", "company", "started_at"),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    _key("company"),
    _text("address"),  # another mailbox than last time is read from its own beginning
    _text("bookmark", required=False),
    _text("read_at", required=False),  # when the last good reading was
    _text("failed", required=False),
)

incoming = Table(
    "incoming",
    metadata,
    _key("company"),
    _key("identity"),  # the Message-ID, so that a mail in two folders is one
    _text("key"),
    _text("nature"),
    _text("received_on"),
    _text("sender"),
    _text("subject"),
    _text("first_lines"),
    _text("customer", required=False),
    _text("intent", required=False),
    _text("says"),
    Column("to_file", Integer, nullable=False),  # 1: to be moved to the folder for what was read
    Index("incoming_by_key", "company", "key", unique=True),
)

addresses = Table(
    "addresses",
    metadata,
    _key("company"),
    _key("email"),
    _text("customer", required=False),
    Column("usable", Integer, nullable=False),
    _text("confirmed_on", required=False),
    _text("bounced_on", required=False),
    _text("says", required=False),
    Column("soft", Integer, nullable=False),  # bounces for now, since the last good sign
    Column("tries", Integer, nullable=False),  # mails in a row that its server put off
    _text("deferred_since", required=False),
    _text("retry_at", required=False),
)

tasks = Table(
    "tasks",
    metadata,
    _key("id"),
    _text("company"),
    _text("customer", required=False),
    _text("customer_name"),
    _text("words"),
    _text("about"),
    _text("source"),
    _text("since"),
    _text("state"),
    _text("changed_on"),
    Index("tasks_by_state", "company", "state"),
)
