"""Everything, or what changed: the calls of a pull, and the batches that come of them.

A full pass counts first, in one batch call, so that N records cost ceil(N / 1000) queries and no
empty page is asked for (accounting-apis B3, B5). What changed comes in one CDC call (B4). Customers
name their type by its id alone (B8): the names take a call more, in a pull that meets such a customer
and in the first of each day, for nothing tells when one is renamed.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.errors import Refused
from connectors.ledger import Batch, Cursor, Sweep
from connectors.quickbooks.client import Calls, literal, select
from connectors.quickbooks.decode import (
    CREDIT_MEMO,
    CUSTOMER_TYPE,
    ENTITIES,
    INVOICE,
    PAYMENT,
    Answer,
    Entity,
    Records,
    moment,
    read_cdc,
    read_counts,
    read_query,
)
from connectors.quickbooks.fields import Home
from connectors.quickbooks.harvest import (
    KIND,
    Harvest,
    absent,
    deleted_ids,
    harvest,
    ids_of,
    settled_ids,
)
from rules.facts import Kind

PAGE = 1000
"""Records in a page, and the most that a call for changes answers with (B3, B4)."""
IDS = 200
"""Ids in one query; it travels in the body, where no address gets too long."""
OVERLAP = timedelta(minutes=5)
"""Taken off the server's time: nobody says that CDC shows a write at once (B4)."""
TYPED = "types"
"""In a cursor: customers of this company have types that are looked up."""
LOOK_BACK = timedelta(days=29, hours=12)
"""CDC looks back 30 days; half a day is left for clocks that differ."""


class Pull:
    """One pull from one company."""

    def __init__(self, calls: Calls, home: Home, clock: Callable[[], datetime]) -> None:
        self._calls = calls
        self._home = home
        self._clock = clock
        self._heard: datetime | None = None
        self._nameless = False
        """Whether a customer came whose type is named by its id alone."""

    def since(self, cursor: Cursor, *, deep: bool = False) -> Iterator[Batch]:
        """What changed since the cursor; everything, when that is too long ago or too much.

        `deep`: the names of customer types are read again, if any customer has one.
        """
        start = moment(cursor.get("since"))
        if start is None or self._clock() - start > LOOK_BACK:
            yield from self.everything()
            return
        names = ",".join(entity.name for entity in ENTITIES)
        answer = read_cdc(self._calls.change_data_capture(names, start.isoformat()))
        self._hear(answer)
        if sum(len(answer.of(entity)) for entity in ENTITIES) >= PAGE:
            yield from self.everything()
            return
        self._nameless = deep and TYPED in cursor
        yield from self._changes(answer, {**cursor, "since": self._next(not_before=start)})

    def everything(self) -> Iterator[Batch]:
        """A pass over every record of every kind. The cursor comes with the last batch."""
        counts = self._counts()
        complete: dict[str, bool] = {}
        for entity in ENTITIES:
            complete[entity.name] = yield from self._pass(entity, counts.get(entity.name))
        if self._nameless:
            yield from self._types()
        # Credits come from two passes, so that they are swept only when both are over.
        swept = complete[PAYMENT.name] and complete[CREDIT_MEMO.name]
        cursor = {"since": self._next(), "currency": self._home.currency}
        if self._home.country:
            cursor["country"] = self._home.country
        if self._nameless:
            cursor[TYPED] = "yes"
        sweep = Sweep(Kind.CREDIT) if swept else None
        yield Batch(kind=Kind.CREDIT, sweep=sweep, cursor=cursor)

    def by_id(self, entity: Entity, ids: Sequence[str]) -> Harvest:
        """Exactly these records as they stand now; those that are not there any more are gone."""
        found = Harvest()
        for first in range(0, len(ids), IDS):
            some = ids[first : first + IDS]
            where = f"Id IN ({', '.join(map(literal, some))})"
            # Without MAXRESULTS only a hundred come (B3), and the others would seem to be gone.
            records = self._query(_select(entity, where, page=_page(1))).of(entity)
            found = found.plus(self._harvest(entity, records))
            found = found.plus(absent(entity, some, records))
        return found

    def _pass(self, entity: Entity, count: int | None) -> Generator[Batch, None, bool]:
        """Page through one kind. Says whether it saw every record that there is."""
        kind = KIND[entity.name]
        # Ordered by id, a record can come twice only on the next page: memory holds one page's ids.
        before: set[str] = set()
        seen = 0
        start = 1
        while count is None or start <= count:
            records = self._query(_select(entity, page=_page(start))).of(entity)
            fresh = _unseen(records, before)
            nameless = sum(broken.id is None for broken in records.broken)
            for batch in self._harvest(entity, fresh, whole=True).batches():
                yield replace(batch, expected=count if batch.kind is kind else None)
            ids = ids_of(fresh)
            start += len(records)
            seen += len(ids) + nameless
            before = ids_of(records)
            if not ids or (count is None and len(records) < PAGE):
                break
        # Fewer than counted: records moved between the pages while we read, so that one may have
        # been passed over. Nothing is then said of those that did not show.
        complete = count is None or seen >= count
        if complete and kind is not Kind.CREDIT:
            yield Batch(kind=kind, sweep=Sweep(kind))
        return complete

    def _changes(self, answer: Answer, cursor: Cursor) -> Iterator[Batch]:
        found = Harvest()
        payments = answer.of(PAYMENT)
        for entity in ENTITIES:
            records = answer.of(entity)
            found = found.plus(self._harvest(entity, records))
            # CDC has called records deleted that were only updated (trap 31), and nobody says
            # that a payment touches the invoices and credits that it settles (B4): ask.
            doubtful = deleted_ids(records)
            if entity in (INVOICE, CREDIT_MEMO):
                doubtful |= settled_ids(payments, entity) - ids_of(records)
            if doubtful:
                found = found.plus(self.by_id(entity, sorted(doubtful)))
        for batch in found.batches():
            if batch.kind is not Kind.CREDIT:
                yield batch
        if self._nameless:
            yield from self._types()
            cursor = {**cursor, TYPED: "yes"}
        # The cursor comes last, whether or not there is a credit to come with it.
        yield replace(found.batch(Kind.CREDIT), cursor=cursor)

    def _types(self) -> Iterator[Batch]:
        """The names of customer types; those that QuickBooks does not show stay unknown."""
        for where in (CUSTOMER_TYPE.where, ""):  # whether the inactive can be asked for is not told
            try:
                answer = self._query(select(CUSTOMER_TYPE.name, where=where, page=_page(1)))
            except Refused:
                continue
            found = harvest(CUSTOMER_TYPE, answer.of(CUSTOMER_TYPE), self._home)
            yield replace(found.batch(Kind.GROUP), sweep=Sweep(Kind.GROUP))
            return

    def _harvest(self, entity: Entity, records: Records, *, whole: bool = False) -> Harvest:
        found = harvest(entity, records, self._home, whole=whole)
        self._nameless = self._nameless or found.is_nameless
        return found

    def _counts(self) -> dict[str, int]:
        queries = {entity.name: _select(entity, what="COUNT(*)") for entity in ENTITIES}
        try:
            counts, at = read_counts(self._calls.batch(queries))
        except Refused:
            return {}  # then each kind is paged through until a page is short
        self._heard = self._heard or at
        return counts

    def _query(self, select: str) -> Answer:
        answer = read_query(self._calls.query(select))
        self._hear(answer)
        return answer

    def _hear(self, answer: Answer) -> None:
        self._heard = self._heard or answer.time

    def _next(self, *, not_before: datetime | None = None) -> str:
        """The server's time at the first answer of this pull, less the overlap."""
        at = (self._heard or self._clock()) - OVERLAP
        return max(at, not_before or at).isoformat()


def _select(entity: Entity, where: str = "", *, what: str = "*", page: str = "") -> str:
    terms = " AND ".join(filter(None, (entity.where, where)))
    return select(entity.name, what=what, where=terms, page=page)


def _page(start: int) -> str:
    return f"STARTPOSITION {start} MAXRESULTS {PAGE}"


def _unseen(records: Records, before: set[str]) -> Records:
    return Records(
        [body for body in records.bodies if body.Id not in before],
        tuple(broken for broken in records.broken if broken.id not in before),
    )
