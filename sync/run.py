"""One run: pull, decide, gate, outbox, deliver, note, report. Under a lock, and restartable."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.errors import NeedsPerson
from connectors.inbox.incoming import Inbox
from connectors.ledger import Ledger
from connectors.mail.message import Channel
from rules.calendar import Calendar
from rules.facts import Company
from rules.rulebook import Rulebook
from sync import breaker, gate, runs
from sync.approvals import Approved
from sync.by_plan import Allowed, allowed, refuse_other_days, taken_up
from sync.cases import read_books, unread_customers
from sync.deliver import Delivery
from sync.extras import Extras
from sync.inbox.platform import note_bounces
from sync.inbox.reading import Mailbox, tell_again
from sync.inbox.report import InboxReport
from sync.mails import Writer
from sync.notes import write_notes
from sync.outbox import enqueue, withdraw_answered, withdraw_stale
from sync.plan import Plan, make_plan
from sync.pull import Progress, PullReport, no_progress, pull
from sync.recover import recover
from sync.report import Outcome, RunReport, Stale
from sync.statements import Accounts
from sync.steering import Steering
from sync.store import incoming_rows, ledger_copy, outbox_rows
from sync.store.engine import Store
from sync.store.locks import lock
from sync.store.outbox_rows import Intent, State
from sync.tasks import keep_tasks, open_tasks

PASSES = 3
"""How often what was overtaken is decided anew within one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything a run works with: one company's store, ledger, mail and rulebook."""

    store: Store
    ledger: Ledger
    channel: Channel
    rulebook: Rulebook
    company: str
    """The key in the store."""
    attach_pdf: bool
    clock: Callable[[], datetime]
    """The time now, aware."""
    inbox: Inbox | None = None
    """The company's own mailbox, if it is to be read."""
    inbox_address: str = ""
    """Which mailbox it is, without a password."""
    inbox_moves: bool = False
    """Whether what was read is moved to another folder."""
    read_notes: bool = False
    """Whether a bookkeeper's notes are in the invoices' history, and to be read from there."""
    as_of: date | None = None
    """Decide as of this day; the clock then stands at its opening hour."""


def run_lock(company: str) -> str:
    """The name of the lock under which this company's runs take turns."""
    return f"run {company}"


def run(
    house: House,
    *,
    approved: str | None = None,
    by_plan: Approved | None = None,
    progress: Progress = no_progress,
) -> RunReport:
    """Do one whole run. Raises Held when another run is going on, and any Trouble on the way.

    `approved` is the hash of a plan whose unusual volume a person has approved; with `by_plan`
    only what a person approved one by one is carried out, as far as it is still so.
    """
    with closing(house.channel), lock(house.store, run_lock(house.company), what="run"):
        # of a trial of another day too it is kept when it really was: the latest is the last
        run_id = runs.begin(house.store, house.company, _now())
        try:
            report = _run(house, approved, by_plan, progress)
        except Exception as trouble:
            code = getattr(trouble, "exit_code", 1)
            runs.fail(house.store, run_id, str(trouble), code, at=_now())
            raise
        runs.end(house.store, run_id, report.json, report.exit_code, at=_now())
        return report


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a person has approved beforehand, if anything."""

    volume: str | None
    """The hash of a plan that is unusually large, and right."""
    plan: Approved | None
    done: Mapping[str, State]
    """What was carried out of the approved plan before this run."""

    def of(self, plan: Plan) -> Allowed | None:
        """The contacts that may leave, and what is different by now; None: whatever is decided."""
        return None if self.plan is None else allowed(plan, self.plan, self.done)


def _run(
    house: House, volume: str | None, by_plan: Approved | None, progress: Progress
) -> RunReport:
    if by_plan is not None:
        _refuse_old(house, by_plan)
    recovered = recover(house.store, house.ledger, house.channel, house.company)
    done = taken_up(house.store, house.company, by_plan) if by_plan else {}
    mandate = Mandate(volume, by_plan, done)
    pulled = pull_now(house, progress)
    refuse_double_reminders(house)
    _recheck_notes(house)
    inbox = read_inbox(house)
    withdraw_answered(house.store, house.company)
    plan = _decide(house)
    if mandate.plan is None:
        breaker.check(plan, runs.usual(house.store, house.company), approved=mandate.volume)
    by = mandate.of(plan)
    outcomes, window = _carry_out(house, plan, mandate)
    for _ in range(PASSES - 1):
        if not any(outcome.state is State.OVERTAKEN for outcome in outcomes):
            break
        # what the ledger said a moment ago is stored: those customers are decided anew
        more, window = _carry_out(house, _decide(house), mandate)
        outcomes += more
        if not more:
            break
    notes = tuple(write_notes(house.store, house.ledger, house.company))
    keep_tasks(house.store, house.company, plan, read_books(house.store, house.company))
    return RunReport(
        plan=plan,
        pulled=pulled,
        outcomes=(*recovered, *outcomes, *_waiting(house, outcomes)),
        notes=notes,
        waits_for_window=window,
        stale=by.stale if by else Stale(),
        inbox=inbox,
        tasks=open_tasks(house.store, house.company),
    )


def read_inbox(house: House) -> InboxReport | None:
    """Read what came into the company's mailbox; None where none is configured.

    A mailbox that is away is told in the report: it stops nobody but those whose reply it may hold.
    """
    books = read_books(house.store, house.company)
    today = today_of(house, books.company)
    with house.store.write() as connection:
        note_bounces(connection, house.company, books, today=today)
        tell_again(connection, house.company, today=today)
        if house.inbox is None:
            incoming_rows.forget_mailbox(connection, house.company)
            return None
    mailbox = Mailbox(
        store=house.store,
        company=house.company,
        inbox=house.inbox,
        address=house.inbox_address,
        moves=house.inbox_moves,
        rulebook=house.rulebook,
        zone=ZoneInfo(calendar_of(house.rulebook, books.company).timezone),
        now=house.clock(),
        today=today,
    )
    return mailbox.read(books)


def pull_now(house: House, progress: Progress = no_progress) -> PullReport:
    """Bring the copy of the ledger up to date."""
    now = house.clock()
    return pull(
        house.store,
        house.ledger,
        house.company,
        now=now,
        today=house.as_of or now.date(),
        progress=progress,
    )


def decide_now(house: House) -> Plan:
    """The plan of this moment, from the copy of the ledger as it is."""
    books = read_books(house.store, house.company)
    today = today_of(house, books.company)
    with house.store.read() as connection:
        heard = outbox_rows.heard(connection, house.company, today)
    plan = make_plan(house.rulebook, books, today=today, heard=heard, attach_pdf=house.attach_pdf)
    gate.check(plan, books, heard=heard)
    return plan


def _refuse_old(house: House, approved: Approved) -> None:
    """What was approved is good for some days only."""
    with house.store.read() as connection:
        company = ledger_copy.company_of(connection, house.company)
    if company is not None:
        calendar = calendar_of(house.rulebook, company)
        refuse_other_days(approved, calendar, today=today_of(house, company))


def _decide(house: House) -> Plan:
    """The same, after what waits and may not be done any more was taken back."""
    plan = decide_now(house)
    return decide_now(house) if withdraw_stale(house.store, house.company, plan) else plan


def _recheck_notes(house: House) -> None:
    """What a note in the ledger keeps quiet may be taken back by a later one."""
    with house.store.read() as connection:
        company = ledger_copy.company_of(connection, house.company)
        open_now = ledger_copy.open_invoices(connection, house.company)
    if company is not None:
        _steering(house, company, today_of(house, company)).recheck(open_now)


def today_of(house: House, company: Company) -> date:
    """The calendar day at the company. Raises NeedsPerson when nobody knows where that is."""
    if house.as_of is None and not (house.rulebook.company.timezone or company.timezone):
        raise NeedsPerson(
            f'The ledger of "{company.name}" does not tell its time zone, so nobody knows what '
            "day it is there; say `timezone: Pacific/Auckland`, say, under `company` in the "
            "rulebook."
        )
    zone = ZoneInfo(calendar_of(house.rulebook, company).timezone)
    return house.as_of or house.clock().astimezone(zone).date()


def calendar_of(rulebook: Rulebook, company: Company) -> Calendar:
    """The company's calendar: what the rulebook says, else what the ledger says."""
    return Calendar.from_rules(rulebook.company, company.country, timezone=company.timezone)


def refuse_double_reminders(house: House) -> None:
    """Raise NeedsPerson while the ledger sends reminders of its own; asked once a day."""
    today = house.as_of or house.clock().date()
    with house.store.read() as connection:
        state = ledger_copy.pull_state(connection, house.company)
    if state.reminders_on == today:
        return
    on = house.ledger.own_reminders()
    if on or (on is None and not house.channel.local):
        raise NeedsPerson(_REMINDERS_ON if on else _REMINDERS_UNKNOWN)
    with house.store.write() as connection:
        ledger_copy.set_state(connection, house.company, reminders_on=today.isoformat())


_REMINDERS_ON = (
    "The ledger sends invoice reminders of its own, so customers would hear everything twice; "
    "turn its invoice reminders off, then run again (`goodterms plan` works meanwhile)."
)
_REMINDERS_UNKNOWN = (
    "The ledger cannot tell whether it sends reminders of its own; turn them off there, then say "
    "`own_reminders = false` under [ledger] in goodterms.toml."
)


def _carry_out(house: House, plan: Plan, mandate: Mandate) -> tuple[list[Outcome], datetime | None]:
    by = mandate.of(plan)
    contacts = by.contacts if by else None
    enqueue(house.store, house.company, plan, house.rulebook, approved=contacts)
    with house.store.read() as connection:
        ready = outbox_rows.all_intents(connection, house.company, (State.QUEUED, State.APPROVED))
    ready, kept = _but_unread(house, ready)
    ready, later = _once_a_day(house, ready, plan.on)
    kept = (*kept, *later)
    opens = _window_opens(house, plan.company)
    if opens is None or not ready:
        return [*kept, *_delivery(house, plan).deliver(ready)], None
    says = f"waits for the send window, which opens on {opens:%A %d %B %Y at %H:%M}"
    waits = [Outcome(intent=intent, state=State.QUEUED, says=says) for intent in ready]
    return [*kept, *waits], opens


def _but_unread(
    house: House, ready: Sequence[Intent]
) -> tuple[tuple[Intent, ...], tuple[Outcome, ...]]:
    """What was approved earlier waits as well while a reply of its customer may lie unread."""
    if not any(intent.state is State.APPROVED for intent in ready):
        return tuple(ready), ()
    books = read_books(house.store, house.company)
    unread = unread_customers(books)
    keeps = {
        i.id for i in ready if i.state is State.APPROVED and books.billed(i.customer) in unread
    }
    says = f"a reply may lie unread: {books.mailbox.failed if books.mailbox else ''}"
    return (
        tuple(intent for intent in ready if intent.id not in keeps),
        tuple(
            Outcome(intent=intent, state=State.QUEUED, says=says)
            for intent in ready
            if intent.id in keeps
        ),
    )


def _once_a_day(
    house: House, ready: Sequence[Intent], today: date
) -> tuple[tuple[Intent, ...], tuple[Outcome, ...]]:
    """What was approved earlier waits when its person hears something else today (promise 4)."""
    with house.store.read() as connection:
        told = set(outbox_rows.heard(connection, house.company, today, to_come=False))
    waits: dict[str, Outcome] = {}
    for intent in sorted(ready, key=lambda each: each.state is State.APPROVED):
        people = set(intent.theirs) if intent.channel == "email" else set()
        if twice := people & told:
            says = f"{', '.join(sorted(twice))} hears from us today already: it goes another day"
            waits[intent.id] = Outcome(intent=intent, state=State.QUEUED, says=says)
        else:
            told |= people
    return tuple(each for each in ready if each.id not in waits), tuple(waits.values())


def _waiting(house: House, told: Sequence[Outcome]) -> list[Outcome]:
    with house.store.read() as connection:
        waiting = outbox_rows.all_intents(connection, house.company, (State.WAITING,))
    known = {outcome.intent.id for outcome in told if outcome.state is State.WAITING}
    return [
        Outcome(intent=each, state=State.WAITING, says=each.says or each.reason)
        for each in waiting
        if each.id not in known
    ]


def _window_opens(house: House, company: Company) -> datetime | None:
    """When the send window opens next; None when it is open now."""
    if house.as_of is not None:
        return None  # a day as a whole is asked for, on a trial's loopback ends
    calendar = calendar_of(house.rulebook, company)
    now = house.clock().astimezone(ZoneInfo(calendar.timezone))
    if calendar.window_open(now):
        return None
    today = calendar.opening(now.date())
    if calendar.is_open(now.date()) and now < today:
        return today
    return calendar.opening(calendar.next_open(now.date() + timedelta(days=1)))


def _delivery(house: House, plan: Plan) -> Delivery:
    accounts = Accounts(house.store, house.company)
    return Delivery(
        store=house.store,
        company=house.company,
        ledger=house.ledger,
        channel=house.channel,
        writer=Writer(
            extras=Extras(house.ledger),
            rulebook=house.rulebook,
            company=plan.company,
            calendar=calendar_of(house.rulebook, plan.company),
            attach_pdf=house.attach_pdf,
            today=plan.on,
            accounts=accounts,
        ),
        accounts=accounts,
        clock=house.clock,
        steering=_steering(house, plan.company, plan.on),
    )


def _steering(house: House, company: Company, today: date) -> Steering:
    return Steering(
        store=house.store,
        company=house.company,
        ledger=house.ledger,
        today=today,
        in_history=house.read_notes,
        zone=ZoneInfo(calendar_of(house.rulebook, company).timezone),
    )
