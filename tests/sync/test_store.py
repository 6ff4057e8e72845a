"""The store, on both databases: migrations, facts in and out, locks, sealed tokens."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from connectors.errors import Misuse, NeedsPerson, NotConnected, Unavailable
from connectors.ledger import Batch, Gone
from connectors.tokens import Tokens
from rules.case import MarkKind
from rules.decisions import Action
from rules.facts import (
    Contact,
    CustomerId,
    Fact,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Kind,
    Money,
    Person,
    Unreadable,
)
from sync.store import ledger_copy, mark_rows, outbox_rows
from sync.store.engine import Store, open_store
from sync.store.locks import Held, lock
from sync.store.outbox_rows import Intent, IntentLine, State
from sync.store.schema import REVISION, metadata
from sync.store.tokens import StoredTokens, sealer

COMPANY = "xero:maple"


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_url, base=tmp_path)
    yield opened
    opened.close()


def an_invoice(number: str, *, balance: str = "115.00") -> Invoice:
    return Invoice(
        id=InvoiceId(number),
        number=number,
        customer=CustomerId("jo"),
        status=InvoiceStatus.OPEN,
        issued=date(2026, 10, 20),
        due=date(2026, 11, 4),
        total=Money(Decimal("115.00"), "NZD"),
        balance=Money(Decimal(balance), "NZD"),
        bill_to=(Person("jo@jo.example", "Jo Park"),),
        updated=datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC),
    )


def take(store: Store, *found: Fact, gone: tuple[Gone, ...] = (), pull: int = 1) -> None:
    batch = Batch(kind=Kind.INVOICE, facts=found, gone=gone)
    with store.write() as connection:
        ledger_copy.put_batch(connection, COMPANY, batch, pull=pull)


def stored(store: Store) -> list[Invoice]:
    with store.read() as connection:
        return list(ledger_copy.all_facts(connection, COMPANY, Invoice))


def test_the_migrations_build_what_the_schema_says(store: Store) -> None:
    with store.engine.connect() as connection:
        migrated = MigrationContext.configure(connection)
        assert compare_metadata(migrated, metadata) == []
        assert migrated.get_current_revision() == REVISION


def test_a_fact_comes_back_exactly_as_it_went_in(store: Store) -> None:
    take(store, an_invoice("INV-1", balance="0.10"))

    assert [an_invoice("INV-1", balance="0.10")] == stored(store)


def test_a_changed_fact_takes_the_place_of_the_old_one_and_a_deleted_one_goes(store: Store) -> None:
    take(store, an_invoice("INV-1"), an_invoice("INV-2"))
    take(store, an_invoice("INV-1", balance="15.00"), gone=(Gone(Kind.INVOICE, "INV-2"),))

    assert [Decimal("15.00")] == [invoice.balance.amount for invoice in stored(store)]


def test_a_full_pass_forgets_what_it_did_not_show(store: Store) -> None:
    take(store, an_invoice("INV-1"), an_invoice("INV-2"), pull=1)
    take(store, an_invoice("INV-1"), pull=2)
    with store.write() as connection:
        ledger_copy.end_sweep(connection, COMPANY, Kind.INVOICE, pull=2)

    assert [invoice.id for invoice in stored(store)] == ["INV-1"]


def test_a_record_that_becomes_readable_is_no_longer_unreadable(store: Store) -> None:
    broken = Unreadable(Kind.INVOICE, "INV-1", CustomerId("jo"), "the total is n/a")
    with store.write() as connection:
        batch = Batch(kind=Kind.INVOICE, unreadable=(broken,))
        ledger_copy.put_batch(connection, COMPANY, batch, pull=1)
        assert (broken,) == ledger_copy.all_unreadable(connection, COMPANY)
    take(store, an_invoice("INV-1"), pull=2)

    with store.read() as connection:
        assert ledger_copy.all_unreadable(connection, COMPANY) == ()


def test_an_interrupted_transaction_leaves_nothing(store: Store) -> None:
    batch = Batch(kind=Kind.INVOICE, facts=(an_invoice("INV-1"),), cursor={"since": "now"})

    def cut_short() -> None:
        with store.write() as connection:
            ledger_copy.put_batch(connection, COMPANY, batch, pull=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_short()

    assert stored(store) == []
    with store.read() as connection:
        assert ledger_copy.pull_state(connection, COMPANY).cursor is None


def an_intent(key: str, step: str | None) -> Intent:
    line = IntentLine(
        InvoiceId("INV-1"), "INV-1", step, CustomerId("jo"), Decimal(115), "NZD", None
    )
    return Intent(
        id=key,
        action=Action.REMIND,
        channel="email",
        state=State.QUEUED,
        customer=CustomerId("jo"),
        customer_name="Jo",
        decided_on=date(2026, 11, 17),
        policy="prompt",
        step=step,
        letter="nudge",
        senior=False,
        to=(Person("jo@jo.example"),),
        cc=(),
        lines=(line,),
        reason="due",
    )


def test_the_database_itself_refuses_a_step_twice(store: Store) -> None:
    with store.write() as connection:
        outbox_rows.add_intent(connection, COMPANY, an_intent("first", "nudge"))

    with pytest.raises(IntegrityError), store.write() as connection:
        outbox_rows.add_intent(connection, COMPANY, an_intent("second", "nudge"))


def test_an_overtaken_intent_gives_its_step_back(store: Store) -> None:
    with store.write() as connection:
        outbox_rows.add_intent(connection, COMPANY, an_intent("first", "nudge"))
        outbox_rows.set_intent(connection, "first", State.OVERTAKEN, "it was paid")
        outbox_rows.add_intent(connection, COMPANY, an_intent("second", "nudge"))

        taken = [step for _, step in outbox_rows.taken_steps(connection, COMPANY)]
    assert [step.step for step in taken] == ["nudge"]


def test_a_step_that_offered_instalments_is_known_by_what_went_out(store: Store) -> None:
    """Not by its name, which may change, nor by words in the intent."""
    hostile = 'Jo "action":"offer" Ltd'
    sent = [
        replace(an_intent("first", "plan"), action=Action.OFFER),
        replace(an_intent("second", "offer"), customer_name=hostile, reason=hostile),
    ]
    with store.write() as connection:
        for intent in sent:
            outbox_rows.add_intent(connection, COMPANY, intent)
        taken = [step for _, step in outbox_rows.taken_steps(connection, COMPANY)]
    assert {step.step: step.offer for step in taken} == {"plan": True, "offer": False}


def test_a_lock_tells_the_second_one_who_holds_it(store: Store) -> None:
    says = r"Another run is going on \(.*process \d+, since 2"
    with lock(store, "run", what="run"), lock(store, "another company's", what="run"):  # noqa: SIM117
        with pytest.raises(Held, match=says), lock(store, "run", what="run"):
            pass
    with lock(store, "run", what="run"):
        pass


def test_a_lock_is_free_as_soon_as_its_holder_is_killed(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    holding = (
        "import sys, pathlib\n"
        "from sync.store.engine import open_store\n"
        "from sync.store.locks import lock\n"
        f"store = open_store({store_url!r}, base=pathlib.Path({str(tmp_path)!r}))\n"
        "with lock(store, 'run', what='run'):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Held), lock(store, "run", what="run"):
            pass
        holder.kill()
    with lock(store, "run", what="run", wait_seconds=10):
        pass


TOKENS = Tokens("access-secret", "refresh-secret", datetime(2026, 11, 17, tzinfo=UTC))


def test_tokens_are_sealed_in_the_store(store: Store, tmp_path: Path) -> None:
    tokens = StoredTokens(store, sealer(tmp_path), COMPANY)
    tokens.save(TOKENS)

    assert tokens.load() == TOKENS
    with store.read() as connection:
        sealed = connection.exec_driver_sql("SELECT sealed FROM token_sets").scalar_one()
    assert b"secret" not in bytes(sealed)
    assert (tmp_path / "goodterms.key").stat().st_mode & 0o777 == 0o600


def test_companies_of_one_consent_share_one_token_set(store: Store, tmp_path: Path) -> None:
    seal = sealer(tmp_path)
    first, second = (StoredTokens(store, seal, name) for name in ("xero:a", "xero:b"))
    first.adopt(TOKENS, ["xero:a", "xero:b"])
    fresh = Tokens("new", "newer", datetime(2026, 11, 18, tzinfo=UTC))
    second.save(fresh)

    assert fresh == first.load()


def test_another_key_says_connect_again(store: Store, tmp_path: Path) -> None:
    StoredTokens(store, sealer(tmp_path), COMPANY).save(TOKENS)
    (tmp_path / "goodterms.key").unlink()

    with pytest.raises(NotConnected, match=r"another key.*goodterms connect"):
        StoredTokens(store, sealer(tmp_path), COMPANY).load()


def test_an_unusable_address_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match='"mysql://x@h/db" is neither SQLite nor PostgreSQL'):
        open_store("mysql://x@h/db", base=tmp_path)
    with pytest.raises(Misuse, match="not a database address"):
        open_store("nonsense", base=tmp_path)
    with pytest.raises(NeedsPerson, match="does not exist; make it"):
        open_store("sqlite:///nowhere/goodterms.db", base=tmp_path)
    with pytest.raises(Unavailable, match="cannot be reached"):
        open_store("postgresql://user:pw@127.0.0.1:1/db", base=tmp_path)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "goodterms.db").write_text("not a database, but long enough to be looked at" * 40)

    with pytest.raises(NeedsPerson, match="cannot be used: file is not a database"):
        open_store("sqlite:///goodterms.db", base=tmp_path)


def test_contacts_and_invoices_do_not_mix(store: Store) -> None:
    take(store, an_invoice("INV-1"))
    contact = Contact(id=CustomerId("INV-1"), name="A customer with an invoice's id")
    with store.write() as connection:
        batch = Batch(kind=Kind.CONTACT, facts=(contact,))
        ledger_copy.put_batch(connection, COMPANY, batch, pull=1)

        assert [contact] == list(ledger_copy.all_facts(connection, COMPANY, Contact))
    assert len(stored(store)) == 1


def test_an_occasion_is_told_once_and_given_back_when_it_is_overtaken(store: Store) -> None:
    """New terms are about no invoice: the database refuses to tell a customer of them twice."""
    once = replace(an_intent("a", None), lines=(), occasion="announcement new terms")
    with store.write() as connection:
        outbox_rows.add_intent(connection, COMPANY, once)
    with pytest.raises(IntegrityError), store.write() as connection:
        outbox_rows.add_intent(connection, COMPANY, replace(once, id="b"))
    with store.read() as connection:
        [(customer, told)] = outbox_rows.told_occasions(connection, COMPANY)
    assert (customer, told.occasion, told.on) == (
        once.customer,
        "announcement new terms",
        once.decided_on,
    )

    with store.write() as connection:
        outbox_rows.set_intent(connection, "a", State.OVERTAKEN)
        outbox_rows.add_intent(connection, COMPANY, replace(once, id="b"))


def test_a_store_of_the_last_version_keeps_its_data(store_url: str, tmp_path: Path) -> None:
    """A mark made before any mailbox was read is there afterwards."""
    store = open_store(store_url, base=tmp_path)
    with store.write() as connection:
        for table in ("mailboxes", "incoming", "addresses", "tasks"):
            connection.execute(text(f"DROP TABLE {table}"))
        for column in ("delivery", "delivery_says", "retry_on"):
            connection.execute(text(f"ALTER TABLE intents DROP COLUMN {column}"))
        connection.execute(text("ALTER TABLE companies DROP COLUMN facts_form"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'm002'"))
        connection.execute(
            text(
                "INSERT INTO marks (id, company, customer, invoice, kind, since, words, by) "
                f"VALUES ('1', '{COMPANY}', 'jo', 'i', 'hold', '2026-11-01', 'away', 'a test')"
            )
        )
    store.close()

    again = open_store(store_url, base=tmp_path)
    with again.read() as connection:
        [(_, mark)] = mark_rows.all_marks(connection, COMPANY)
    again.close()
    assert (mark.kind, mark.words) == (MarkKind.HOLD, "away")


def test_a_store_of_a_newer_version_is_left_alone(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url, base=tmp_path)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'm999'"))
    store.close()

    with pytest.raises(NeedsPerson, match="belongs to a newer version of Goodterms"):
        open_store(store_url, base=tmp_path)
