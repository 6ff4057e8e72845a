"""What each word of a step means: for the reference page, and for whoever adds a word."""

from collections.abc import Mapping
from typing import Final

from rules.rulebook import CONTACT, MANAGER, SENIOR, Anchor, Channel, Unit

CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.EMAIL: "A letter of ours by e-mail, to one person or to several of one customer.",
    Channel.PLATFORM: "The ledger mails the invoice again, in its own words and to whom it knows.",
    Channel.LETTER: "On paper: it waits in the outbox for whoever prints and posts it.",
    Channel.PHONE: "A call: it waits in the outbox for whoever makes it and says what came of it.",
    Channel.HANDOVER: "To collections: the last step, after a call and an offer, with a yes.",
}
ANCHORS: Final[Mapping[Anchor, str]] = {
    Anchor.DUE: "The due date of the invoice.",
    Anchor.ISSUED: "The date of the invoice.",
    Anchor.PREVIOUS_STEP: "The day on which the step before it was taken.",
    Anchor.PROMISE: "The day on which the customer said they would pay, once it has passed unpaid. "
    "Such a step stands beside the ladder: it comes before the ladder goes on, and only once.",
    Anchor.INSTALMENT: "The day of a part of an agreed plan of instalments that was not paid by "
    "then; each such part is spoken of once.",
    Anchor.MONTH_END: "The last day of the month in which the invoice falls due.",
}
UNITS: Final[Mapping[Unit, str]] = {
    Unit.DAYS: "Calendar days.",
    Unit.WORKING_DAYS: "Days that are neither a weekend day nor a public holiday of the company's country, whatever "
    "days `company: send` names.",
    Unit.WEEKS: "Seven calendar days each.",
}
ROLES: Final[Mapping[str, str]] = {
    CONTACT: "Whoever it would go to if the step did not say.",
    SENIOR: "Whom that person `reports_to`; else whoever has that role.",
    MANAGER: "Our own person who looks after the customer; in `cc` alone.",
}
"""Those that are always there. Any other is one that a person of the customer has."""
