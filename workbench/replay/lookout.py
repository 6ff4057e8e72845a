"""The days on which each customer is worth deciding about; the days between would say the same.

Every day kept here is one on which letters may go out: on others nothing does.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from rules.calendar import ONE_DAY
from rules.case import Case
from rules.deciding.compiled import Compiled
from rules.deciding.ladder import THANKING
from rules.deciding.statements import APART
from rules.deciding.thanks import ONCE_IN
from rules.decisions import Action, Decision
from rules.engine import UNREACHED
from rules.facts import CustomerId
from workbench.replay.customers import counted, event_days, moving_days
from workbench.replay.foreseen import Foreseen
from workbench.replay.moving import Event, Moving, Season, days_between, moving
from workbench.replay.walk import Walk

_NOBODY: Final[frozenset[CustomerId]] = frozenset()


class Lookout:
    """Keeps the days from the first of a replay to the last."""

    def __init__(self, book: Compiled, start: date, end: date) -> None:
        self.calendar = book.calendar
        self.start, self.end = start, end
        self.moving: Moving = moving(book, start, end)
        self.thanks = frozenset(rule.earned for rule in book.rulebook.thanks)
        self.foreseen = Foreseen(book, self.moving, self.thanks)
        seasons = self.moving.seasons
        self._following = frozenset(d for each in seasons if each.may_follow for d in each.days)
        """Days on which what is said by the calendar may follow on a contact."""
        self._due: dict[date, set[CustomerId]] = defaultdict(set)
        self._asked: dict[date, set[CustomerId]] = defaultdict(set)
        """Those to look at only if a season of that day is for them, or they may be thanked."""
        self._beginning: set[date] = set()
        """Days on which a season begins: then everybody whom it may be for is looked at."""
        self._everybody: Sequence[CustomerId] = ()
        self._ending: dict[tuple[CustomerId, str], list[date]] = {}
        """Days on which the guard of a name can change for a customer, by what the ledger says."""
        self._guarded: set[CustomerId] = set()
        """Those of whom a guard holds something."""

    def lay_out(self, walks: Mapping[CustomerId, Walk], pay_days: Iterable[date]) -> None:
        """Look at every customer when the ledger has something new; `pay_days` are the company's."""
        common = [self.start, *pay_days]
        self._everybody = sorted(walks)
        for season in self.moving.seasons:
            for day in season.days if season.moves.every_day else season.begins:
                self._beginning.add(self.calendar.next_open(day))
        if self.moving.always.every_day:
            common += days_between(self.start, self.end)
        for customer, walk in walks.items():
            for days in (common, event_days(walk), self._own_days(walk)):
                for day in days:
                    self.look(customer, day)
            for day in self._asked_days(walk):
                self.ask(customer, day)

    def look(self, customer: CustomerId, day: date) -> None:
        """Decide about a customer on that day, or on the next on which anything may go out."""
        if self.start <= day <= self.end:
            self._due[self.calendar.next_open(day)].add(customer)

    def ask(self, customer: CustomerId, day: date) -> None:
        """The same, if by then a season may be for the customer, or there may be thanks to give."""
        if self.start <= day <= self.end:
            self._asked[self.calendar.next_open(day)].add(customer)

    def again(self, customer: CustomerId, today: date, day: date) -> None:
        """Leave today's look to a later day."""
        later = self.look if customer in self._due[today] else self.ask
        later(customer, day)

    def due_on(self, day: date) -> Sequence[CustomerId]:
        """Whom to look at on a day, in order."""
        if day in self._beginning:
            return self._everybody
        return sorted(self._due.get(day, _NOBODY) | self._asked.get(day, _NOBODY))

    def is_due(self, walk: Walk, case: Case) -> bool:
        """Whether to decide about somebody whom a day has to be looked at for."""
        if case.customer.id in self._due[case.today]:
            return True
        if walk.may_be_thanked(case.today, self.thanks):
            return True
        return any(season.is_for(case) for season in self.moving.seasons)

    def decided(self, walk: Walk, decisions: Iterable[Decision], day: date) -> None:
        """Look again when what was decided on a day can turn out otherwise."""
        customer, tomorrow = walk.contact.id, day + ONE_DAY
        self._guarded.discard(customer)
        for decision in decisions:
            if decision.next_on is not None:
                self.look(customer, max(decision.next_on, tomorrow))
            elif decision.hold is not None and decision.hold in self.moving.guards:
                self._guarded.add(customer)
                self.look(customer, self._guarded_until(walk, decision.hold, day))
            elif decision.hold in UNREACHED:
                for on in filter(day.__lt__, self.foreseen.turns(decision)):
                    self.look(customer, on)
            elif decision.hold is not None and not decision.lines:
                self.look(customer, tomorrow)  # its time is over: there is room for another

    def contacted(self, walk: Walk, decision: Decision, day: date) -> None:
        """Look again when something may follow on what was said on a day."""
        customer = decision.customer
        if decision.action is Action.THANK:
            self.ask(customer, day + ONCE_IN)
        for on in counted(day, self.moving.always.after[Event.HEARD]):
            self.look(customer, on)
        for season in self.moving.seasons:
            for on in self._within(season, counted(day, season.moves.after[Event.HEARD])):
                self.ask(customer, on)
        tomorrow, follows = day + ONE_DAY, None
        if self.calendar.next_open(tomorrow) in self._following:
            self.ask(customer, tomorrow)
        if customer not in self._guarded:
            follows = self.foreseen.after(walk, decision, day)
        self.look(customer, follows or tomorrow)

    def _own_days(self, walk: Walk) -> Iterator[date]:
        for track in walk.tracks:
            yield self.foreseen.after_issue(walk, track) or track.issued
        yield from (told.on + APART for told in walk.told)
        yield from moving_days(walk, self.moving.always)

    def _asked_days(self, walk: Walk) -> Iterator[date]:
        yield from (step.on + ONCE_IN for step in walk.taken if step.step in THANKING)
        for season in self.moving.seasons:
            yield from self._within(season, (track.issued for track in walk.tracks))
            yield from self._within(season, moving_days(walk, season.moves))

    def _within(self, season: Season, days: Iterable[date]) -> Iterator[date]:
        return (day for day in days if self.calendar.next_open(day) in season.days)

    def _guarded_until(self, walk: Walk, guard: str, day: date) -> date:
        """The next day on which a guard that holds can change by itself; a far one for never."""
        moves = self.moving.guards[guard]
        if moves.every_day:
            return day + ONE_DAY
        key = (walk.contact.id, guard)
        if key not in self._ending:
            self._ending[key] = sorted(moving_days(walk, moves))
        known = self._ending[key]
        later = known[bisect_right(known, day) :][:1]
        heard = (on + timedelta(n) for on in walk.heard for n in moves.after[Event.HEARD])
        return min([*later, *(on for on in heard if on > day)], default=date.max)
