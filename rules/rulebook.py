"""The rulebook as frozen values, each knowing the place in the file where it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Protocol

from rules.case import Case
from rules.decisions import Finding
from rules.facts import Invoice
from rules.letters.letter import Letter
from rules.letters.look import PLAIN_LOOK, Look
from rules.letters.ways import Way
from rules.problems import Place


class Verdict(StrEnum):
    """What a condition comes to. A fact that is missing is UNKNOWN, never NO."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Condition(Protocol):
    """A test of the facts. With `invoice` None only facts of the customer can be asked for."""

    @property
    def asks_invoice(self) -> bool:
        """Whether any fact of an invoice is asked for; if not, one verdict serves the whole case."""
        ...

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        """Say whether it holds, and nothing else: several times faster than `judge`."""
        ...

    def judge(self, case: Case, invoice: Invoice | None) -> tuple[Verdict, tuple[Finding, ...]]:
        """Say whether it holds, and every finding that led there."""
        ...


ByLanguage = Mapping[str, str]
"""What is said in each language, by its code."""
ANY_LANGUAGE = ""
"""Stands for the code where one text is for every language."""


def said_in(words: ByLanguage, language: str, usual: str) -> str | None:
    """The text in a language, else in the company's usual one, else the one for all."""
    return next((words[code] for code in (language, usual, ANY_LANGUAGE) if code in words), None)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`Ana Reid <accounts@maple.example>`; a title may follow the name after a comma."""

    email: str
    name: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRules:
    """Who writes, and when."""

    timezone: str | None = None
    """IANA name; None: the ledger's own."""
    holidays: str | None = None
    """Country, or country and region, such as NZ or NZ-AUK; None: the ledger's country."""
    send_on: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Weekdays, Monday = 0."""
    send_from: time = time(8, 0)
    send_until: time = time(17, 0)
    sender: Mailbox | None = None
    """Never None in a rulebook that was loaded from files."""
    senior: Mailbox | None = None
    """Signs the steps that say `from: senior`; None: the sender signs those too."""
    pay_by: tuple[Way, ...] = ()
    sends_invoices: str = "ledger"
    """`ledger`: an invoice counts as sent when the ledger says so; `itself`: the company sends
    its invoices in its own way, and an approved invoice counts as sent on its day of issue."""
    payments_within: int | None = None
    """Overdue mails wait when no payment was booked for longer than this many days."""
    terms: tuple[int, ...] = ()
    """The terms that the company gives, in days from issue to due; for the linter alone."""
    language: str = "en"
    """The language of the letters that lie in no folder of a language."""
    titles: Mapping[str, ByLanguage] = field(default_factory=dict)
    """What the titles of those who sign are called in other languages."""
    look: Look = PLAIN_LOOK
    pay_hosts: tuple[str, ...] = ()
    """Where pay links may lead, besides the pages of the ledger's vendor."""
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of payer. The first segment whose condition holds is the customer's."""

    name: str
    when: Condition | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Whose an invoice is, at a customer with several departments."""

    when: Condition
    to: tuple[Mailbox, ...]
    role: str | None
    at: Place


CONTACT = "contact"
"""The role of whoever it would go to if the step did not say."""
SENIOR = "senior"
"""The role of whom that person reports to; else of whoever is known as `senior`."""
MANAGER = "account-manager"
"""The role of our own person who looks after the customer; for copies."""


def plain(role: str) -> str:
    """A role without regard to case and to how its words are joined."""
    return role.lower().replace(" ", "-").replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody at a customer whom the ledger cannot hold, or of whom it cannot hold enough."""

    box: Mailbox
    of: tuple[str, ...]
    """Names of customers; `*` and `?` as in a condition."""
    role: str | None = None
    """Without one they are written to like the people of the ledger."""
    reports_to: str | None = None
    """The name, address or role of another person of the same customer."""
    phone: str | None = None
    """E.164."""
    language: str | None = None
    at: Place


@dataclass(frozen=True, slots=True)
class AccountManager:
    """Our own person who looks after some customers. The first that fits is theirs."""

    box: Mailbox
    when: Condition | None
    at: Place


@dataclass(frozen=True, slots=True)
class LanguageRule:
    """The language of some customers. The first that fits is theirs."""

    language: str
    when: Condition
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """Who is who at the customers."""

    routes: tuple[Route, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    managers: tuple[AccountManager, ...] = ()
    languages: tuple[LanguageRule, ...] = ()
    auto_pay: Condition | None = None
    """Which customers pay by themselves: no ledger tells."""
    fallback: tuple[str, ...] = ()
    """The roles to write to when nobody whom the ledger names can be reached."""
    prefer: str = "named"
    """`named`: a person before a vague mailbox such as accounts@; `primary`: as the ledger says."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A reason to keep quiet about an invoice, or about a customer."""

    name: str
    when: Condition
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much at most."""

    per_customer: int = 4
    per_days: int = 30
    gap_days: int = 4
    after_reply_days: int = 3
    """Days of quiet after the customer wrote to us, the day itself among them."""
    per_run: int = 200
    backlog_per_run: int = 20
    """How many customers with old debts may hear from us for the first time in one run."""
    at: Place | None = None


class Unit(StrEnum):
    """What a step's distance is counted in."""

    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"


class Anchor(StrEnum):
    """What a step's distance is counted from."""

    DUE = "due"
    ISSUED = "issued"
    PREVIOUS_STEP = "previous step"
    PROMISE = "promise"
    """The day on which the customer said they would pay, once it has passed unpaid."""
    INSTALMENT = "instalment"
    """The day of a part of an agreed plan, once it has passed and the part was not paid."""
    MONTH_END = "end of month"
    """The last day of the month in which the invoice falls due."""


AGREED = frozenset({Anchor.PROMISE, Anchor.INSTALMENT})
"""Days that were agreed with the customer: steps counted from one stand beside the ladder."""


@dataclass(frozen=True, slots=True)
class Timing:
    """`3 working days after due`: a signed distance from an anchor; 0 is `on due`."""

    count: int
    unit: Unit
    anchor: Anchor


class Channel(StrEnum):
    """How a step reaches the customer."""

    EMAIL = "email"
    PLATFORM = "platform"
    LETTER = "letter"
    """On paper: a person prints and posts it."""
    PHONE = "phone"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of a ladder. `to` and `cc` are roles, or addresses of our own people."""

    name: str
    when: Timing
    channel: Channel = Channel.EMAIL
    letter: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    needs_approval: bool = False
    senior: bool = False
    """`from: senior`."""
    at: Place

    @property
    def is_offer(self) -> bool:
        """The step whose letter is `instalments` offers a payment plan."""
        return self.letter == "instalments"


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens to the segments it is for, or to the customers or invoices that it names."""

    name: str
    segments: tuple[str, ...]
    """Empty: those of any segment. Only a policy with a `when` may leave it so."""
    steps: tuple[Step, ...]
    at: Place
    when: Condition | None = None
    """A policy with one stands before those without; one that asks for a fact of the invoice
    before one that asks for the customer alone."""


class Earned(StrEnum):
    """What a customer is thanked for."""

    ON_TIME = "on time"
    """An invoice paid by its due date."""
    ANY_TIME = "any time"
    """An invoice paid, however late."""
    PROMISE = "promise kept"
    """An invoice paid by the day promised."""
    PART = "in part"
    """Part of an invoice that is still open."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """When to thank for a payment. The first that has something to thank for is the letter."""

    earned: Earned
    letter: str
    at: Place


@dataclass(frozen=True, slots=True)
class SendInvoices:
    """How soon after its day of issue an approved invoice is sent, and how."""

    within_days: int
    at: Place
    letter: str | None = None
    """Our own letter, with the invoice as a PDF; None: the platform's own e-mail."""


class Every(StrEnum):
    """How often a statement of account goes out."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """The length of its period."""
        return 3 if self is Every.QUARTER else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """When a customer gets a statement of account."""

    every: Every
    on: int
    """The day of the month on which it goes out; its period ends on the day before. Of quarters,
    in January, April, July and October."""
    letter: str
    when: Condition | None = None
    """Which customers; None: every one that owes something."""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What each customer is told once, and about no invoice, such as new terms."""

    name: str
    letter: str
    start: date
    until: date
    """The first and the last day on which it may go out."""
    when: Condition | None = None
    """Which customers; None: everyone who was invoiced in the last two years."""
    terms_days: int | None = None
    """New terms, in days from issue to due."""
    terms_from: date | None = None
    """The first day of the new terms; None: where nothing is said of it."""
    at: Place

    @property
    def occasion(self) -> str:
        """What a customer hears of it once."""
        return f"announcement {self.name}"


@dataclass(frozen=True, slots=True)
class LateFee:
    """What a letter may say of a fee for late payment."""

    agreed: bool
    """Whether the customers have agreed to it; if not, no letter speaks of it."""
    text: ByLanguage
    at: Place


@dataclass(frozen=True, slots=True)
class Allowed:
    """A rule of the linter that does not apply to this rulebook, and why."""

    because: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All rules of one company, the bases that it extends already merged in."""

    company: CompanyRules
    segments: tuple[Segment, ...]
    contacts: ContactRules
    guards: tuple[Guard, ...]
    limits: Limits
    policies: tuple[Policy, ...]
    thanks: tuple[Thanks, ...] = ()
    send_invoices: SendInvoices | None = None
    statements: Statements | None = None
    announcements: tuple[Announcement, ...] = ()
    late_fee: LateFee | None = None
    letters: Mapping[str, Letter] = field(default_factory=dict)
    """By name; one in the folder of a language as `de/nudge`."""
    allow: Mapping[str, Allowed] = field(default_factory=dict)
    """By the code of the rule."""
    groups: frozenset[str] | None = None
    """The groups of the company's customers; None where nobody looked, as a rulebook itself never does."""

    def announced_on(self, day: date) -> tuple[Announcement, ...]:
        """The announcements that may go out on a day."""
        return tuple(each for each in self.announcements if each.start <= day <= each.until)
