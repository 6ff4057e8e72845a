"""Letters: Markdown with placeholders, rendered to text and to HTML. (Filled by its own room.)"""

from dataclasses import dataclass

from rules.problems import Place


@dataclass(frozen=True, slots=True)
class Letter:
    """A template: a subject line and a body in Markdown, both with placeholders."""

    name: str
    subject: str
    body: str
    at: Place
