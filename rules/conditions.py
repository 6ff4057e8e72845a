"""Conditions: which facts have to be how, for a segment, a guard or a route to apply.

A mapping of facts to tests holds when all of them hold; `any:`, `all:` and `not:` nest. Logic has
three values (Kleene's): a missing fact makes its test UNKNOWN, `not` of UNKNOWN is UNKNOWN, and
`any` or `all` is UNKNOWN only where the missing fact would settle it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rules.book.fact_tests import Asked, read_test
from rules.book.fields import Problems, kind, nearest
from rules.book.yaml_nodes import Entry, Mapping, Sequence, Written
from rules.case import Case
from rules.comparisons import FactType, Test, Value, say
from rules.decisions import Finding
from rules.fact_table import FACTS, FactSpec, Scope
from rules.facts import Invoice
from rules.problems import Place, quoted
from rules.rulebook import Condition, Rulebook, Verdict

Judged = tuple[Verdict, tuple[Finding, ...]]
# a member takes ten times as long to look up as a name
_YES, _NO, _UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
_COUNTED = (FactType.COUNT, FactType.PERCENT, FactType.DAYS)
"""Types of which equal values are said in equal words; NZD 20 and NZD 20.00 are equal too."""
_MEMORY = 2_000


@dataclass(frozen=True, slots=True)
class FactTest:
    """One fact against one test."""

    fact: str
    spec: FactSpec
    test: Test
    at: Place
    _told: dict[tuple[Value | None, str], Judged] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What was said of a value: customers share their counts and shares."""

    @property
    def asks_invoice(self) -> bool:
        """Whether the fact is the invoice's."""
        return self.spec.scope is Scope.INVOICE

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        """Whether the fact passes."""
        value = self.spec.get(case, invoice)
        return self.test.absent if value is None else self.test.verdict(value)

    def judge(self, case: Case, invoice: Invoice | None) -> Judged:
        """Whether the fact passes, and the sentence that says so."""
        value, evidence = self.spec.get(case, invoice), self.spec.evidence
        rests_on = f" ({evidence(case)})" if evidence and value is not None else ""
        if self.spec.type not in _COUNTED:
            return self._judge(value, rests_on)
        found = self._told.get((value, rests_on))
        if found is None:
            if len(self._told) >= _MEMORY:
                self._told.clear()
            found = self._told[value, rests_on] = self._judge(value, rests_on)
        return found

    def _judge(self, value: Value | None, rests_on: str) -> Judged:
        verdict = self.test.absent if value is None else self.test.verdict(value)
        says = self._says(value, rests_on, verdict)
        return verdict, (Finding(verdict is _YES, says, str(self.at)),)

    def _says(self, value: Value | None, rests_on: str, verdict: Verdict) -> str:
        label = self.fact.replace("_", " ")
        if verdict is _UNKNOWN:
            return f"{label} is not known: {self._why(value)}"
        outcome = "holds" if verdict is _YES else "does not hold"
        percent = "%" if self.spec.type is FactType.PERCENT else ""
        shown = "none" if value is None else say(value) + percent
        return f"{label} {shown}{rests_on}, needs {self.test.phrase}: {outcome}"

    def _why(self, value: Value | None) -> str:
        if value is None:
            return self.spec.unknown
        example = f'"{self.fact}: > 100 NZD"'
        return f"{say(value)} are never added up; name one currency, as in {example}"


@dataclass(frozen=True, slots=True)
class All:
    """Every part has to hold."""

    parts: tuple[Condition, ...]

    @property
    def asks_invoice(self) -> bool:
        """Whether any part asks for a fact of the invoice."""
        return any(part.asks_invoice for part in self.parts)

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        """NO as soon as one part is NO; else UNKNOWN if one is."""
        result = _YES
        for part in self.parts:
            verdict = part.verdict(case, invoice)
            if verdict is _NO:
                return verdict
            if verdict is _UNKNOWN:
                result = verdict
        return result

    def judge(self, case: Case, invoice: Invoice | None) -> Judged:
        """The verdict, with the findings of every part."""
        judged = [part.judge(case, invoice) for part in self.parts]
        return _weakest(verdict for verdict, _ in judged), _findings(judged)


@dataclass(frozen=True, slots=True)
class Any:
    """One part has to hold."""

    parts: tuple[Condition, ...]

    @property
    def asks_invoice(self) -> bool:
        """Whether any part asks for a fact of the invoice."""
        return any(part.asks_invoice for part in self.parts)

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        """YES as soon as one part is YES; else UNKNOWN if one is."""
        result = _NO
        for part in self.parts:
            verdict = part.verdict(case, invoice)
            if verdict is _YES:
                return verdict
            if verdict is _UNKNOWN:
                result = verdict
        return result

    def judge(self, case: Case, invoice: Invoice | None) -> Judged:
        """The verdict, with the findings of every part."""
        judged = [part.judge(case, invoice) for part in self.parts]
        opposite = _weakest(_OPPOSITE[verdict] for verdict, _ in judged)
        return _OPPOSITE[opposite], _findings(judged)


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Condition
    at: Place

    @property
    def asks_invoice(self) -> bool:
        """Whether the part asks for a fact of the invoice."""
        return self.part.asks_invoice

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        """The opposite of the part's; what is not known stays so."""
        return _OPPOSITE[self.part.verdict(case, invoice)]

    def judge(self, case: Case, invoice: Invoice | None) -> Judged:
        """The verdict, with one finding that quotes those of the part."""
        inner, findings = self.part.judge(case, invoice)
        verdict = _OPPOSITE[inner]
        outcome = {_YES: "holds", _NO: "does not hold"}.get(verdict, "is not known")
        says = f"not ({'; '.join(finding.says for finding in findings)}): {outcome}"
        return verdict, (Finding(verdict is _YES, says, str(self.at)),)


def apart(condition: Condition) -> tuple[Condition | None, Condition | None]:
    """What a condition asks of the customer alone, and the rest; it holds when both do."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    of_customer = tuple(part for part in parts if not part.asks_invoice)
    of_invoice = tuple(part for part in parts if part.asks_invoice)
    return _together(of_customer), _together(of_invoice)


def _together(parts: tuple[Condition, ...]) -> Condition | None:
    return All(parts) if len(parts) > 1 else next(iter(parts), None)


def tests_in(condition: Condition | None) -> Iterator[FactTest]:
    """Every test of a fact in a condition, however deep."""
    match condition:
        case FactTest():
            yield condition
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from tests_in(part)
        case Not(part=part):
            yield from tests_in(part)


def asking(condition: Condition | None, fact: str) -> Iterator[Place]:
    """Where a condition, or a part of it, asks for this fact."""
    return (test.at for test in tests_in(condition) if test.fact == fact)


def conditions_of(rulebook: Rulebook) -> Iterator[Condition | None]:
    """Every condition of a rulebook; None where one is left out."""
    yield from choosing(rulebook)
    yield from (guard.when for guard in rulebook.guards)
    yield rulebook.statements.when if rulebook.statements else None
    yield from (each.when for each in rulebook.announcements)


def choosing(rulebook: Rulebook) -> Iterator[Condition | None]:
    """The conditions that choose who a payer is, which ladder is theirs, and who hears it."""
    contacts = rulebook.contacts
    yield contacts.auto_pay
    yield from (rule.when for rule in contacts.languages)
    yield from (segment.when for segment in rulebook.segments)
    yield from (route.when for route in contacts.routes)
    yield from (manager.when for manager in contacts.managers)
    yield from (policy.when for policy in rulebook.policies)


_OPPOSITE = {
    _YES: _NO,
    _NO: _YES,
    _UNKNOWN: _UNKNOWN,
}


def _weakest(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    for verdict in (_NO, _UNKNOWN):
        if verdict in found:
            return verdict
    return _YES


def _findings(judged: Iterable[Judged]) -> tuple[Finding, ...]:
    return tuple(finding for _, findings in judged for finding in findings)


def read_condition(node: Written, problems: Problems) -> Condition | None:
    """Read a condition about an invoice and its customer."""
    return _read_mapping(node, FACTS, problems)


def read_customer_condition(node: Written, problems: Problems) -> Condition | None:
    """Read a condition about a customer alone: a segment is chosen once for all invoices."""
    return _read_mapping(node, _BEFORE[SEGMENT], problems)


def read_language_condition(node: Written, problems: Problems) -> Condition | None:
    """Read which customers are written to in a language."""
    return _read_mapping(node, _BEFORE[LANGUAGE], problems)


def read_auto_pay_condition(node: Written, problems: Problems) -> Condition | None:
    """Read which customers pay by themselves."""
    return _read_mapping(node, _BEFORE[AUTO_PAY], problems)


AUTO_PAY, LANGUAGE, SEGMENT = "auto_pay", "language", "segment"
OURS = (AUTO_PAY, LANGUAGE, SEGMENT)
"""Facts that a rulebook itself gives. What says one of them can ask for those before it alone."""
_Facts = dict[str, FactSpec]


def _before(fact: str) -> _Facts:
    later = OURS[OURS.index(fact) :]
    return {
        name: spec
        for name, spec in FACTS.items()
        if spec.scope is Scope.CUSTOMER and name not in later
    }


_BEFORE = {fact: _before(fact) for fact in OURS}


def _read_mapping(node: Written, facts: _Facts, problems: Problems) -> Condition | None:
    if not isinstance(node, Mapping) or not node.entries:
        shown = "an empty mapping" if isinstance(node, Mapping) else kind(node)
        says = f"A condition is a mapping of facts to tests, not {shown}."
        problems.add(node.place, says, 'Write for instance {days_overdue: ">= 10"}.')
        return None
    parts = [_read_entry(entry, facts, problems) for entry in node.entries]
    read = tuple(part for part in parts if part is not None)
    return read[0] if len(read) == 1 else All(read) if read else None


def _read_entry(entry: Entry, facts: _Facts, problems: Problems) -> Condition | None:
    name = entry.key.text
    if name == "not":
        part = _read_mapping(entry.value, facts, problems)
        return Not(part, entry.key.place) if part else None
    if name in ("any", "all"):
        parts = _read_parts(entry, facts, problems)
        return (Any(parts) if name == "any" else All(parts)) if parts else None
    if name not in facts:
        problems.add(entry.key.place, *_no_fact(name, facts))
        return None
    spec = facts[name]
    asked = Asked(name, spec.type, spec.can_be_never, spec.texts)
    test = read_test(entry.value, asked, problems)
    return FactTest(name, spec, test, entry.key.place) if test else None


def _read_parts(entry: Entry, facts: _Facts, problems: Problems) -> tuple[Condition, ...]:
    if not isinstance(entry.value, Sequence) or not entry.value.items:
        shown = "an empty one" if isinstance(entry.value, Sequence) else kind(entry.value)
        says = f'"{entry.key.text}" takes a list of conditions, not {shown}.'
        problems.add(entry.value.place, says, f'Write "{entry.key.text}:" and a "-" before each.')
        return ()
    parts = [_read_mapping(item, facts, problems) for item in entry.value.items]
    return tuple(part for part in parts if part is not None)


def _no_fact(name: str, facts: _Facts) -> tuple[str, str | None]:
    if name in OURS:
        return f'"{name}" cannot be asked for here: {_NOT_YET[name]}', None
    if name in FACTS:
        says = f'"{name}" is a fact of one invoice, and this is about the customer as a whole.'
        return says, f"Facts of a customer: {', '.join(facts)}."
    shown = quoted(name)
    return f"{shown} is not a fact.", nearest(name.replace(" ", "_"), [*facts, "any", "all", "not"])


_NOT_YET = {
    AUTO_PAY: "this is what says who pays by themselves.",
    LANGUAGE: "it follows from what stands here.",
    SEGMENT: "the segment is chosen later.",
}
