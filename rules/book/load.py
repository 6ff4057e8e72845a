"""Reads a rulebook: the text of the files in, a Rulebook or every mistake in them out.

`extends` names another rulebook, which may extend a third; how a rulebook overrides its base is
said in `rules/book/extend.py`. A letter of the same name overrides the base's letter.
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass

from rules.book.allow_section import allow
from rules.book.announcements_section import announcement_with
from rules.book.chain import Chain, Resolve
from rules.book.company_section import company
from rules.book.contacts_section import contacts
from rules.book.extend import NAMED, extend, part_name
from rules.book.fields import Fields, Problems
from rules.book.letter_files import named, read_letters
from rules.book.letter_words import check_letters
from rules.book.names_asked import Names, check_names
from rules.book.policy_section import Known, policy_with
from rules.book.sections import (
    guard,
    late_fee,
    limits,
    segment,
    send_invoices_with,
    switched_off,
    thanks_with,
)
from rules.book.source import RulebookSource
from rules.book.statements_section import statements_with
from rules.book.words import check_words
from rules.book.yaml_nodes import Mapping, Sequence
from rules.conditions import AUTO_PAY, asking, conditions_of
from rules.letters.letter import Letter
from rules.problems import Problem, quoted
from rules.rulebook import (
    CompanyRules,
    ContactRules,
    LateFee,
    Limits,
    Policy,
    Rulebook,
    Segment,
    SendInvoices,
    Statements,
    Thanks,
)

__all__ = ["Loaded", "Resolve", "RulebookSource", "load_rulebook"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook, or what keeps it from being one."""

    rulebook: Rulebook | None
    """None exactly when there are problems."""
    problems: tuple[Problem, ...]
    """The rulebook's own first, then those of its bases and letters; each in the file's order."""


def load_rulebook(source: RulebookSource, resolve: Resolve) -> Loaded:
    """Read a rulebook and all that it extends. Never raises on any text."""
    problems = Problems()
    chain = Chain(problems)
    chain.follow(source, resolve)
    letters = read_letters(chain.sources, problems)
    rulebook = None
    if chain.roots:
        root = extend(chain.roots, problems)
        names = frozenset(
            name for each in chain.sources for name in each.letters if "/" not in name
        )
        reading = _Reading(root, problems, whole=chain.whole, names=names)
        rulebook = reading.rulebook(letters)
        check_names(rulebook, reading.asked_for, problems)
        _check_auto_pay(rulebook, problems)
        check_letters(rulebook, problems)
        check_words(rulebook, problems)
    found = _in_order(problems.found, source.name)
    return Loaded(None if found else rulebook, found)


def _check_auto_pay(rulebook: Rulebook, problems: Problems) -> None:
    """A fact that nobody supplies would hold every case."""
    if problems.found or rulebook.contacts.auto_pay is not None:
        return
    for condition in conditions_of(rulebook):
        for place in asking(condition, AUTO_PAY):
            says = "Who pays by themselves is not told by any ledger, and not by this rulebook."
            hint = 'Write "auto_pay: {group: Direct debit}" under "contacts:", say.'
            problems.add(place, says, hint)


def _in_order(found: list[Problem], first: str) -> tuple[Problem, ...]:
    return tuple(
        sorted(
            set(found),
            key=lambda problem: (problem.place.file != first, problem.place, problem.says),
        )
    )


class _Reading:
    """Reads the merged sections of one rulebook."""

    def __init__(
        self, root: Mapping, problems: Problems, *, whole: bool, names: frozenset[str]
    ) -> None:
        self.fields = Fields(root, "a rulebook", problems)
        self.problems = problems
        self.whole = whole
        """False: nothing is said to be missing, because it may stand in what was not read."""
        self.letters = names if whole else None
        self.asked_for = Names()

    def rulebook(self, letters: Table[str, Letter]) -> Rulebook:
        """All sections; where one has mistakes, something takes its place, and they are noted."""
        fields = self.fields
        rules = self._company()
        return Rulebook(
            company=rules,
            segments=self._segments(),
            contacts=fields.take("contacts", contacts, ContactRules()),
            guards=fields.many("guards", guard),
            limits=fields.take("limits", limits, Limits()),
            policies=self._policies(),
            thanks=self._thanks(),
            send_invoices=self._send_invoices(),
            statements=self._statements(),
            announcements=fields.many("announcements", announcement_with(self.letters)),
            late_fee=self._late_fee(),
            letters=named(letters, rules.language),
            allow=fields.take("allow", allow, {}),
        )

    def _company(self) -> CompanyRules:
        node = self.fields.node.get("company")
        rules = self.fields.take("company", company, CompanyRules())
        named = isinstance(node, Mapping) and node.get("from") is not None
        if self.whole and not named:
            says = "Nobody is named who sends the letters."
            own = node is not None and node.place.file == self.fields.place.file
            at = node.place if node is not None and own else self.fields.place
            hint = 'Write "from: Ana Reid <accounts@maple.example>" under "company:".'
            self.problems.add(at, says, hint)
        return rules

    def _segments(self) -> tuple[Segment, ...]:
        before = len(self.problems.found)
        segments = self.fields.many("segments", segment)
        if self.whole and len(self.problems.found) == before:
            self._check_segments(segments)
        return segments

    def _check_segments(self, segments: tuple[Segment, ...]) -> None:
        if not segments:
            hint = 'Write one segment without "when", for everyone.'
            self.problems.add(self.fields.place, "There are no segments.", hint)
            return
        open_ended = next((each for each in segments if each.when is None), None)
        if open_ended is None:
            says = f"Who is in none of {_names(segments)} falls through and never hears anything."
            hint = 'Add a last segment without "when", for everyone else.'
            self.problems.add(segments[-1].at, says, hint)
            return
        for each in segments[segments.index(open_ended) + 1 :]:
            says = f"Nobody gets to the segment {quoted(each.name)}:"
            why = f'{quoted(open_ended.name)}, before it, has no "when" and takes everyone.'
            self.problems.add(each.at, f"{says} {why}", "Put the one for everyone last.")

    def _policies(self) -> tuple[Policy, ...]:
        before = len(self.problems.found)
        known = Known(self.letters, self._segment_names())
        policies = self.fields.many("policies", policy_with(known))
        complete = self.whole and len(self.problems.found) == before
        steps = frozenset(step.name for policy in policies for step in policy.steps)
        self.asked_for = Names(known.segments, steps if complete else None)
        if self.whole and not policies and len(self.problems.found) == before:
            hint = "Write one, or extend goodterms/gentle."
            self.problems.add(self.fields.place, "There are no policies.", hint)
        self._check_twice(policies)
        return policies

    def _check_twice(self, policies: tuple[Policy, ...]) -> None:
        """Within one file; a policy that overrides one of a base may take its segments over."""
        taken: dict[tuple[str, str], Policy] = {}
        for policy in policies:
            for called in policy.segments if policy.when is None else ():
                first = taken.setdefault((policy.at.file, called), policy)
                if first is not policy:
                    says = f"The segment {quoted(called)} already has the policy"
                    at = f"{quoted(first.name)} on line {first.at.line}."
                    self.problems.add(policy.at, f"{says} {at}", "Take it out of one of them.")

    def _segment_names(self) -> frozenset[str] | None:
        node = self.fields.node.get("segments")
        if not self.whole or not isinstance(node, Sequence):
            return frozenset() if self.whole else None
        names = (part_name(item, NAMED["segments"]) for item in node.items)
        return frozenset(name for name in names if name)

    def _thanks(self) -> tuple[Thanks, ...]:
        if switched_off(self.fields.node.get("thanks")):
            return ()
        return self.fields.take("thanks", thanks_with(self.letters), ())

    def _late_fee(self) -> LateFee | None:
        if switched_off(self.fields.node.get("late_fee")):
            return None
        return self.fields.maybe("late_fee", late_fee)

    def _statements(self) -> Statements | None:
        if switched_off(self.fields.node.get("statements")):
            return None
        return self.fields.maybe("statements", statements_with(self.letters))

    def _send_invoices(self) -> SendInvoices | None:
        if switched_off(self.fields.node.get("send_invoices")):
            return None
        return self.fields.maybe("send_invoices", send_invoices_with(self.letters))


def _names(segments: tuple[Segment, ...]) -> str:
    return " or ".join(quoted(each.name) for each in segments)
