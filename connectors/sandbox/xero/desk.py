"""What every handler works with: the company, its state, the settings and the time."""

from dataclasses import dataclass, field
from datetime import datetime

from werkzeug.wrappers import Request

from connectors.sandbox.story import Story
from connectors.sandbox.xero.limits import Limits
from connectors.sandbox.xero.records import State


@dataclass(slots=True, kw_only=True)
class Settings:
    """What differs between plans, or is not known for sure; set it before or while serving."""

    limits: Limits = field(default_factory=Limits)
    history_length: int = 250
    """Characters of a note; the stored vendor page says 250, later notes 2,500 (A9)."""
    emails_per_day: int = 1000


@dataclass(frozen=True, slots=True)
class Desk:
    """One call being worked on."""

    story: Story
    state: State
    settings: Settings
    request: Request
    now: datetime
