"""One mail a person a day: steps that are due are gathered by who is to hear them.

Of several groups that reach the same person the greater goes: an approval that has waited since an
earlier day, then the furthest step, then an approval that is new today, then the sending of an
invoice. A lesser group joins the greater one where one letter can carry both; its invoices ride
along where the greater one is a call; else it waits for another day.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from rules.deciding.ladder import Position
from rules.deciding.recipients import Recipients
from rules.deciding.standing import Standing
from rules.facts import Invoice
from rules.rulebook import Channel, Step

SENDING = -1
"""The place of the step that sends the invoice itself: before any ladder."""
KINDS = {
    Channel.EMAIL: "mail",
    Channel.PLATFORM: "platform",
    Channel.LETTER: "post",
    Channel.PHONE: "call",
    Channel.HANDOVER: "handover",
}
# a member of an enum takes ten times as long to look up as a name
_EMAIL, _HANDOVER = Channel.EMAIL, Channel.HANDOVER


class Ripe(Struct, frozen=True, gc=False):
    """An invoice whose step is due today, and who is to hear it."""

    invoice: Invoice
    step: Step
    position: Position
    recipients: Recipients
    payer: Standing
    kind: str
    """The class of channel: only steps of one class go out in one letter."""
    needs_approval: bool
    """An offer and a hand-over always do (promise 10)."""

    @classmethod
    def of(
        cls,
        invoice: Invoice,
        step: Step,
        position: Position,
        *,
        recipients: Recipients,
        payer: Standing,
    ) -> "Ripe":
        """Say of which class it is, and whether a person has to approve of it."""
        kind = _kind(step, position)
        asks = step.needs_approval or step.is_offer or step.channel is _HANDOVER
        return cls(invoice, step, position, recipients, payer, kind, asks)

    @property
    def place(self) -> int:
        """How far up the ladder the step stands."""
        return self.position.index

    @property
    def key(self) -> str:
        """The name under which the step is recorded."""
        return self.step.name if self.position.step is None else self.position.key


def _kind(step: Step, position: Position) -> str:
    if position.index == SENDING:
        return "send"
    if step.is_offer and step.channel is _EMAIL:
        return "offer"  # apart, so that no other letter passes for the offer (promise 10)
    if position.part is not None and step.channel is _EMAIL:
        return "instalment"  # it names a part of a plan, which no other letter does
    return KINDS[step.channel]


class Group(Struct, frozen=True, gc=False):
    """Steps that go out together, the furthest first."""

    ripe: tuple[Ripe, ...]
    riders: tuple[Invoice, ...] = ()
    """Invoices that are listed without a step of their own."""

    @property
    def carrier(self) -> Ripe:
        """The furthest step: its letter and its tone are the group's."""
        return self.ripe[0]

    @property
    def people(self) -> frozenset[str]:
        """Addresses that hear it; empty when it is not known who will."""
        return self.carrier.recipients.people

    @property
    def in_order(self) -> tuple[int, int, date, str]:
        """The greater group sorts first."""
        urgency = min(_urgency(one) for one in self.ripe)
        return (urgency, *_furthest(self.carrier))

    def reaches(self, other: "Group") -> bool:
        """Whether somebody would hear both."""
        if "handover" in (self.carrier.kind, other.carrier.kind):
            return False
        return not self.people or not other.people or bool(self.people & other.people)

    def joins(self, other: "Group") -> bool:
        """Whether the other group's letter can carry this one as well."""
        mine, theirs = self.carrier, other.carrier
        return (
            (mine.kind == theirs.kind or (mine.kind, theirs.kind) == ("mail", "offer"))
            and mine.needs_approval == theirs.needs_approval
            and mine.place <= theirs.place
            and mine.recipients.addressed <= other.people
        )


def gather(ripe: Sequence[Ripe]) -> list[Group]:
    """Groups by recipients, channel class and approval, the greater first."""
    if len(ripe) == 1:
        return [Group((ripe[0],))]
    found: dict[tuple[object, ...], list[Ripe]] = {}
    for one in ripe:
        key = (one.recipients.people, one.recipients.addressed, one.kind, one.needs_approval)
        found.setdefault(key, []).append(one)
    groups = [Group(_in_order(ones)) for ones in found.values()]
    return sorted(groups, key=lambda group: group.in_order) if len(groups) > 1 else groups


def settle(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Which groups go out today, and which wait because their people hear a greater one."""
    going: list[Group] = []
    waiting: list[Group] = []
    for group in groups:
        rivals = [place for place, other in enumerate(going) if group.reaches(other)]
        if not rivals:
            going.append(group)
        elif (place := _carrier_for(group, going, rivals)) is not None:
            going[place] = _merge(going[place], group)
        else:
            waiting.append(group)
    return going, waiting


def _in_order(ripe: Sequence[Ripe]) -> tuple[Ripe, ...]:
    return tuple(sorted(ripe, key=_furthest) if len(ripe) > 1 else ripe)


def _furthest(ripe: Ripe) -> tuple[int, date, str]:
    return (-ripe.place, ripe.invoice.due or date.max, ripe.invoice.id)


def _urgency(ripe: Ripe) -> int:
    if ripe.kind == "send":
        return 3
    if not ripe.needs_approval:
        return 1
    return 0 if ripe.position.waited else 2


def _carrier_for(group: Group, going: Sequence[Group], rivals: Sequence[int]) -> int | None:
    for place in rivals:
        other = going[place]
        if group.joins(other) or (group.carrier.kind == "mail" and other.carrier.kind == "call"):
            return place
    return None


def _merge(greater: Group, lesser: Group) -> Group:
    if greater.carrier.kind == "call" and lesser.carrier.kind != "call":
        return replace(greater, riders=(*greater.riders, *(one.invoice for one in lesser.ripe)))
    return replace(greater, ripe=_in_order((*greater.ripe, *lesser.ripe)))
