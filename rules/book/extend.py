"""How a rulebook overrides the one that it extends. Done on what was written, before it is read.

- A setting (a key of `company`, `send`, `titles`, `contacts`, `limits`, `thanks`, `send_invoices`,
  `statements` or `allow`) takes the place of the base's, one by one; a condition or a list of values is one setting.
- A named part (a segment, a guard, a policy, a route, a person, an announcement) takes the place of the base's part of the
  same name, in the base's order. New parts stand before the base's, in their own order, so that
  they are asked first. A policy is replaced whole, with all its steps.
- `remove: [small balance]` takes parts of the base away. A name that two kinds of part share is
  written with its kind: `policy late`. Removed and written anew, a part counts as new.
- `thanks: none`, `send_invoices: none` and `statements: none` switch these off.
"""

from collections.abc import Iterator
from collections.abc import Sequence as Several
from typing import Final

from rules.book.fields import Problems, name, nearest
from rules.book.yaml_nodes import Entry, Mapping, Sequence, Text, Written
from rules.problems import Place, quoted

NAMED: Final = {
    "segments": "segment",
    "guards": "hold",
    "policies": "policy",
    "routes": "route",
    "people": "person",
    "account_managers": "manager",
    "languages": "language",
    "announcements": "announce",
}
"""Lists of named parts, and the key that holds the name."""
KINDS: Final = {
    "segment": "segments",
    "guard": "guards",
    "policy": "policies",
    "route": "routes",
    "person": "people",
    "account manager": "account_managers",
    "language": "languages",
    "announcement": "announcements",
}
_SETTINGS: Final = frozenset(
    {
        "company",
        "send",
        "contacts",
        "limits",
        "thanks",
        "send_invoices",
        "statements",
        "late_fee",
        "titles",
        "allow",
    }
)
_OF_ITS_OWN_FILE: Final = frozenset({"rulebook", "extends", "remove"})


def extend(files: Several[Mapping], problems: Problems) -> Mapping:
    """One mapping out of a rulebook and its bases; the rulebook comes first in `files`."""
    *above, merged = files
    for root in files:
        _note_twins(root, problems)
    for own in reversed(above):
        merged = _settings(_without(merged, own, problems), own)
    return merged


def part_name(item: Written, key: str) -> str | None:
    """The name that a part gives itself; None when it gives none."""
    written = item.get(key) if isinstance(item, Mapping) else None
    return " ".join(written.text.split()) or None if isinstance(written, Text) else None


def _settings(base: Mapping, own: Mapping) -> Mapping:
    entries = {entry.key.text: entry for entry in base.entries}
    for entry in own.entries:
        key = entry.key.text
        below = entries.get(key)
        if below is not None and key not in _OF_ITS_OWN_FILE:
            entry = Entry(entry.key, _value(key, below.value, entry.value))
        entries[key] = entry
    return Mapping(tuple(entries.values()), own.place)


def _value(key: str, base: Written, own: Written) -> Written:
    if isinstance(own, Text) and own.is_empty:
        return base
    if key in _SETTINGS and isinstance(base, Mapping) and isinstance(own, Mapping):
        return _settings(base, own)
    if key in NAMED and isinstance(base, Sequence) and isinstance(own, Sequence):
        return _parts(NAMED[key], base, own)
    return own


def _parts(key: str, base: Sequence, own: Sequence) -> Sequence:
    below = {part_name(item, key) for item in base.items} - {None}
    by_name = {part_name(item, key): item for item in own.items}
    new = [item for item in own.items if part_name(item, key) not in below]
    kept = [by_name.get(part_name(item, key) or "", item) for item in base.items]
    return Sequence((*new, *kept), own.place)


def _lists(root: Mapping) -> Iterator[tuple[str, Sequence]]:
    """The lists of named parts in a file, wherever they stand in it."""
    for entry in root.entries:
        if isinstance(entry.value, Sequence) and entry.key.text in NAMED:
            yield entry.key.text, entry.value
        elif isinstance(entry.value, Mapping) and entry.key.text in _SETTINGS:
            yield from _lists(entry.value)


def _note_twins(root: Mapping, problems: Problems) -> None:
    for section, parts in _lists(root):
        seen: dict[str, Place] = {}
        for item in parts.items:
            called = part_name(item, NAMED[section])
            if called is None:
                continue
            if called in seen:
                line = seen[called].line
                says = f"The name {quoted(called)} is used twice; the first is on line {line}."
                problems.add(item.place, says, "Give each its own name.")
            seen.setdefault(called, item.place)


def _without(base: Mapping, own: Mapping, problems: Problems) -> Mapping:
    """The base without the parts that `remove` names."""
    node = own.get("remove")
    if node is None:
        return base
    known = {
        (kind, called)
        for kind, section in KINDS.items()
        for written, parts in _lists(base)
        if written == section
        for item in parts.items
        if (called := part_name(item, NAMED[section]))
    }
    gone: set[tuple[str, str]] = set()
    for item in node.items if isinstance(node, Sequence) else (node,):
        written = name(item, problems)
        if written is not None:
            gone |= _meant(written, known, at=item.place, problems=problems)
    return _drop(base, gone)


_Part = tuple[str, str]


def _meant(written: str, known: set[_Part], *, at: Place, problems: Problems) -> set[_Part]:
    found = {part for part in known if written in (part[1], " ".join(part))}
    if not found:
        says = f"There is no part {quoted(written)} to remove."
        problems.add(at, says, nearest(written, sorted(called for _, called in known)))
    elif len(found) > 1:
        ways = " or ".join(quoted(" ".join(part)) for part in sorted(found))
        problems.add(at, f"{quoted(written)} names {len(found)} parts.", f"Write {ways}.")
    return found


def _drop(root: Mapping, gone: set[_Part]) -> Mapping:
    sections = {section: kind for kind, section in KINDS.items()}
    entries = []
    for entry in root.entries:
        key, value = entry.key.text, entry.value
        if key in NAMED and isinstance(value, Sequence):
            items = value.items
            kept = [i for i in items if (sections[key], part_name(i, NAMED[key])) not in gone]
            value = Sequence(tuple(kept), value.place)
        elif key in _SETTINGS and isinstance(value, Mapping):
            value = _drop(value, gone)
        entries.append(Entry(entry.key, value))
    return Mapping(tuple(entries), root.place)
