"""Reads `allow`: rules of the linter that are silenced here, each by its code or name, with a reason."""

from rules.book.fields import Fields, Problems, nearest, text
from rules.book.yaml_nodes import Entry, Written
from rules.lint.table import RULES
from rules.problems import quoted
from rules.rulebook import Allowed

_CODES = {word.casefold(): rule.code for rule in RULES for word in (rule.code, rule.name)}


def allow(node: Written, problems: Problems) -> dict[str, Allowed] | None:
    """Read the section: the code of each rule -> why it does not apply here."""
    written = {entry.key.text for entry in getattr(node, "entries", ())}
    fields = Fields.of(node, "allow", tuple(written), problems=problems)
    if fields is None:
        return None
    found: dict[str, Allowed] = {}
    for entry in fields.node.entries:
        code = _code(entry, problems)
        because = text(entry.value, problems)
        if code is None or because is None:
            continue
        if code in found:
            says = f"The rule {code} is allowed twice; first on line {found[code].at.line}."
            problems.add(entry.key.place, says, "Keep one of them.")
        found.setdefault(code, Allowed(because, entry.key.place))
    return found


def _code(entry: Entry, problems: Problems) -> str | None:
    written = entry.key.text.strip()
    code = _CODES.get(written.casefold())
    if code is None:
        says = f"{quoted(written)} is no rule of the linter."
        words = [word for rule in RULES for word in (rule.code, rule.name)]
        problems.add(entry.key.place, says, nearest(written, words) or "See docs/lint.md.")
    return code
