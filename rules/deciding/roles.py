"""Who is who at a customer: the people of the ledger, of the routes, and those whom a rulebook adds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.case import Case
from rules.comparisons import pattern_of
from rules.facts import Person
from rules.rulebook import CONTACT, SENIOR, KnownPerson, Rulebook, Verdict, plain


@dataclass(frozen=True, slots=True)
class Directory:
    """The people whom a rulebook adds, by customer."""

    by_name: Mapping[str, tuple[int, ...]]
    """Those of one customer alone, by its name in lower case: their places in `everyone`."""
    by_pattern: tuple[tuple[re.Pattern[str], int], ...]
    everyone: tuple[KnownPerson, ...]
    _known: dict[str, tuple[KnownPerson, ...]] = field(compare=False, repr=False)

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Directory":
        """Sort the people of a rulebook."""
        by_name: dict[str, tuple[int, ...]] = {}
        by_pattern: list[tuple[re.Pattern[str], int]] = []
        for place, person in enumerate(rulebook.contacts.people):
            for name in person.of:
                if "*" in name or "?" in name:
                    by_pattern.append((pattern_of(name), place))
                else:
                    key = name.casefold()
                    by_name[key] = (*by_name.get(key, ()), place)
        return cls(by_name, tuple(by_pattern), rulebook.contacts.people, {})

    def at(self, customer: str) -> tuple[KnownPerson, ...]:
        """The people of the customer of this name, in the rulebook's order."""
        if not self.everyone:
            return ()
        found = self._known.get(customer)
        if found is None:
            places = set(self.by_name.get(customer.casefold(), ()))
            places |= {place for like, place in self.by_pattern if like.fullmatch(customer)}
            found = tuple(self.everyone[place] for place in sorted(places))
            self._known[customer] = found
        return found


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is known in which role at the customer."""

    people: tuple[Person, ...]
    """Everybody who can be reached, those of the rulebook before those of the ledger."""
    added: tuple[KnownPerson, ...]
    usual: tuple[Person, ...]
    """Whom it would go to if the step did not say."""

    def find(self, roles: Iterable[str]) -> tuple[Person, ...]:
        """The reachable people in the first of these roles that is filled."""
        for role in roles:
            if found := self._in(plain(role)):
                return found
        return ()

    def _in(self, role: str) -> tuple[Person, ...]:
        if role == CONTACT:
            return self.usual
        if role == SENIOR and (above := self._above()):
            return above
        return distinct((p for p in self.people if p.role and plain(p.role) == role), ())

    def _above(self) -> tuple[Person, ...]:
        """Whom the usual person reports to."""
        own = {(p.email or "").lower() for p in self.usual[:1]}
        for each in self.added:
            if each.reports_to is not None and each.box.email.lower() in own:
                return tuple(p for p in self.people if _is(p, each.reports_to))[:1]
        return ()


NOBODY = Roles((), (), ())


def person_of(known: KnownPerson) -> Person:
    """As the engine knows people."""
    return Person(
        email=known.box.email,
        name=known.box.name,
        phone=known.phone,
        role=known.role,
        language=known.language,
    )


def language_of(rulebook: Rulebook, case: Case, to: tuple[Person, ...]) -> str | None:
    """In which language they are written to, as far as somebody said so."""
    own = to[0].language if to else None
    if own is not None or not rulebook.contacts.languages:
        return own or case.customer.language
    for rule in rulebook.contacts.languages:
        if rule.when.verdict(case, None) is Verdict.YES:
            return rule.language
    return case.customer.language


def customer_language(rulebook: Rulebook, case: Case) -> str | None:
    """In which language a customer is written to; None where a rule cannot be told to fit or not."""
    for rule in rulebook.contacts.languages:
        match rule.when.verdict(case, None):
            case Verdict.YES:
                return rule.language
            case Verdict.UNKNOWN:
                return None
    return case.customer.language or rulebook.company.language


def auto_pay(rulebook: Rulebook, case: Case) -> bool | None:
    """Whether the rulebook says that a customer pays by themselves."""
    says = rulebook.contacts.auto_pay
    return None if says is None else _TOLD[says.verdict(case, None)]


_TOLD = {Verdict.YES: True, Verdict.NO: False, Verdict.UNKNOWN: None}


def distinct(people: Iterable[Person], taken: Iterable[Person]) -> tuple[Person, ...]:
    """Each address once, and none of those taken."""
    seen = {(p.email or "").lower() for p in taken}
    kept: list[Person] = []
    for person in people:
        email = (person.email or "").lower()
        if email not in seen:
            seen.add(email)
            kept.append(person)
    return tuple(kept)


def _is(person: Person, wanted: str) -> bool:
    own = (person.name, person.email, person.role)
    return wanted.casefold() in {each.casefold() for each in own if each}
