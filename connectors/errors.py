"""What the outside did wrong, sorted by what to do about it.

Trouble                      one sentence: what happened, and what to do next
├── Unavailable   exit 3     the outside is away or busy: try again later
│   ├── AllowanceSpent       the vendor's daily or monthly allowance is used up
│   └── Unanswered           a write went out and no answer came: it may have been done
├── NeedsPerson   exit 1     nobody but a person can put it right
│   └── NotConnected         no token, or a dead one: `goodterms connect`
├── Misuse        exit 2     a setting, a file or an argument is wrong
└── Refused       exit 1     the ledger refuses this one request; others may go on
"""

from typing import ClassVar


class Trouble(Exception):
    """Something outside went wrong. The text is one sentence for the person who reads it."""

    exit_code: ClassVar[int] = 1


class Unavailable(Trouble):
    """The outside is away, slow or busy. Trying again later is safe."""

    exit_code = 3


class AllowanceSpent(Unavailable):
    """The vendor counts calls, and today's are used up."""


class Unanswered(Unavailable):
    """A write left this machine and no answer came: it is looked for before it is done again."""


class NeedsPerson(Trouble):
    """Trying again changes nothing until a person acts."""


class NotConnected(NeedsPerson):
    """There is no usable token for the ledger."""


class Misuse(Trouble):
    """A setting, a file or an argument is wrong."""

    exit_code = 2


class Refused(Trouble):
    """The ledger refuses this request, and would refuse it again."""

    def __init__(self, sentence: str, *, status: int, code: str | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
