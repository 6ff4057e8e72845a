"""A rulebook with its bases merged in, as YAML: beside each value the file and line it came from.

What no file says is there as well, with the value that counts then. Read again, it is the same
rulebook.
"""

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Several
from typing import Final

from rules.book import chain
from rules.book.contacts_section import language
from rules.book.extend import extend
from rules.book.fields import Fields, Problems
from rules.book.letter_files import in_language, letter_file, nearest_letters
from rules.book.source import RulebookSource
from rules.book.yaml_nodes import Entry, Mapping, Sequence, Text, Written, read_yaml
from rules.problems import Place
from rules.rulebook import CompanyRules, ContactRules, Limits

_LEFT_OUT: Final = ("extends", "remove")
"""Done with, once the bases are merged in."""
_DEFAULT: Final = Place("default", 0, 0)
_COLUMN: Final = 64
"""Where the comments begin, if the line is not longer."""
_WIDEST: Final = 100
"""Characters of a line that holds a whole list or mapping."""


def effective(sources: Several[RulebookSource], *, whole: bool = True) -> list[str]:
    """The lines of a rulebook that loads, from its own file and then each base that it extends.

    With `whole` False only what its own file says.
    """
    files = [_root(source) for source in (sources if whole else sources[:1])]
    entries = extend(files, Problems()).entries
    if not whole:
        return list(_mapping(Mapping(entries, _DEFAULT), ""))
    left = [_as_it_counts(entry) for entry in entries if entry.key.text not in _LEFT_OUT]
    shown = Mapping(tuple(_with_defaults(left)), _DEFAULT)
    return [*_mapping(shown, ""), *_letters(sources, _language(shown))]


def _root(source: RulebookSource) -> Mapping:
    root = read_yaml(source.text, source.name).root
    return root if isinstance(root, Mapping) else Mapping((), Place(source.name, 1, 1))


def _as_it_counts(entry: Entry) -> Entry:
    """The policies without the segments that one before them took over: one file says it once."""
    if entry.key.text != "policies" or not isinstance(entry.value, Sequence):
        return entry
    taken: set[str] = set()
    kept = [_without_taken(item, taken) for item in entry.value.items]
    return Entry(entry.key, Sequence(tuple(filter(None, kept)), entry.value.place))


def _without_taken(policy: Written, taken: set[str]) -> Written | None:
    whom = policy.get("for") if isinstance(policy, Mapping) else None
    if not isinstance(policy, Mapping) or whom is None or policy.get("when") is not None:
        return policy
    names = whom.items if isinstance(whom, Sequence) else (whom,)
    said = [(one, one.text.strip().casefold()) for one in names if isinstance(one, Text)]
    own = tuple(one for one, called in said if called not in taken)
    taken |= {called for _, called in said}
    if len(own) == len(names):
        return policy
    left = {"for": Sequence(own, whom.place)}
    entries = (Entry(one.key, left.get(one.key.text, one.value)) for one in policy.entries)
    return Mapping(tuple(entries), policy.place) if own else None


def _language(root: Mapping) -> str:
    """That of the company."""
    company = root.get("company")
    if not isinstance(company, Mapping):
        return _COMPANY.language
    return Fields(company, "company", Problems()).take("language", language, _COMPANY.language)


def _letters(sources: Iterable[RulebookSource], usual: str) -> Iterator[str]:
    for name, (source, file) in sorted(in_language(nearest_letters(sources), usual).items()):
        yield f"# letter {name}: {letter_file(source, file)}"


def _with_defaults(entries: Iterable[Entry]) -> Iterator[Entry]:
    there = {entry.key.text: entry for entry in entries}
    for key in chain.KEYS:
        entry, default = there.get(key), _DEFAULTS.get(key)
        if default is not None and (entry is None or isinstance(entry.value, Mapping)):
            written = entry.value.entries if entry and isinstance(entry.value, Mapping) else ()
            yield _entry(key, _merged(written, default), entry)
        elif entry is not None:
            yield entry


def _merged(written: Iterable[Entry], default: Mapping) -> Mapping:
    there = {entry.key.text: entry for entry in written}
    missing = [entry for entry in default.entries if entry.key.text not in there]
    for blank in default.entries:
        own = there.get(blank.key.text)
        if own and isinstance(own.value, Mapping) and isinstance(blank.value, Mapping):
            value = _merged(own.value.entries, blank.value)
            there[blank.key.text] = Entry(own.key, value)
    return Mapping((*there.values(), *missing), default.place)


def _entry(key: str, value: Written, written: Entry | None = None) -> Entry:
    return Entry(written.key if written else Text(key, _DEFAULT), value)


def _of_defaults(values: dict[str, str | list[str] | dict[str, str | list[str]]]) -> Mapping:
    return Mapping(tuple(_entry(key, _written(value)) for key, value in values.items()), _DEFAULT)


def _written(value: str | list[str] | dict[str, str | list[str]]) -> Written:
    if isinstance(value, dict):
        return _of_defaults(dict(value))
    if isinstance(value, list):
        return Sequence(tuple(Text(word, _DEFAULT) for word in value), _DEFAULT)
    return Text(value, _DEFAULT)


_COMPANY: Final = CompanyRules()
_LIMITS: Final = Limits()
_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DEFAULTS: Final = {
    "company": _of_defaults(
        {
            "timezone": "ledger",
            "holidays": "ledger",
            "send": {
                "on": [_WEEK[day] for day in sorted(_COMPANY.send_on)],
                "between": f"{_COMPANY.send_from:%H:%M}-{_COMPANY.send_until:%H:%M}",
            },
            "sends_invoices": _COMPANY.sends_invoices,
            "language": _COMPANY.language,
        }
    ),
    "contacts": _of_defaults({"prefer": ContactRules().prefer}),
    "limits": _of_defaults(
        {
            "per_customer": f"{_LIMITS.per_customer} in {_LIMITS.per_days} days",
            "gap": f"{_LIMITS.gap_days} days",
            "after_reply": f"{_LIMITS.after_reply_days} days",
            "per_run": str(_LIMITS.per_run),
            "backlog": str(_LIMITS.backlog_per_run),
        }
    ),
}
"""What counts where no file says anything, by section."""


def _mapping(node: Mapping, indent: str, first: str | None = None) -> Iterator[str]:
    """The lines of a mapping; `first` stands before the first of them, as the "- " of a list."""
    for place, entry in enumerate(node.entries):
        lead = first if place == 0 and first is not None else indent
        yield from _value(f"{lead}{_scalar(entry.key, flow=True)}:", entry.value, indent)


def _value(head: str, node: Written, indent: str) -> Iterator[str]:
    flow = _flow(node)
    if flow is not None and (isinstance(node, Text) or len(head) + len(flow) < _WIDEST):
        yield _commented(f"{head} {flow}".rstrip(), _first_place(node))
    elif isinstance(node, Mapping):
        yield head
        yield from _mapping(node, f"{indent}  ")
    elif isinstance(node, Sequence):
        yield head
        for item in node.items:
            yield from _item(item, f"{indent}  ")


def _item(node: Written, indent: str) -> Iterator[str]:
    flow = _flow(node)
    single = isinstance(node, Mapping) and len(node.entries) == 1
    short = isinstance(node, Text) or (not single and len(indent) + len(flow or "") < _WIDEST)
    if flow is not None and short:
        yield _commented(f"{indent}- {flow}", _first_place(node))
    elif isinstance(node, Mapping):
        yield from _mapping(node, f"{indent}  ", first=f"{indent}- ")


def _flow(node: Written) -> str | None:
    """The value on one line, if all of it comes from one line of one file."""
    if isinstance(node, Text):
        return _scalar(node, flow=False)
    if len({(place.file, place.line) for place in _places(node)}) > 1:
        return None
    return _inline(node)


def _inline(node: Written) -> str:
    if isinstance(node, Text):
        return _scalar(node, flow=True)
    if isinstance(node, Sequence):
        return f"[{', '.join(map(_inline, node.items))}]"
    pairs = (f"{_scalar(e.key, flow=True)}: {_pair_value(e.value)}" for e in node.entries)
    return f"{{{', '.join(pairs)}}}"


def _pair_value(node: Written) -> str:
    # a key may stand without a value between braces; two quotes would be a value
    return "" if isinstance(node, Text) and node.is_empty else _inline(node)


def _places(node: Written) -> Iterator[Place]:
    """Where each value was written."""
    if isinstance(node, Text):
        yield node.place
    for item in node.items if isinstance(node, Sequence) else ():
        yield from _places(item)
    for entry in node.entries if isinstance(node, Mapping) else ():
        yield from _places(entry.value)


def _first_place(node: Written) -> Place:
    return next(_places(node), node.place)


def _commented(line: str, place: Place) -> str:
    where = "default" if place is _DEFAULT else f"{place.file}:{place.line}"
    return f"{line:<{_COLUMN}}  # {where}"


_BARE: Final = re.compile(r"[A-Za-z0-9](?:[\w .@/<>()&+-]*[\w.@/<>()])?", re.ASCII)


def _scalar(node: Text, *, flow: bool) -> str:
    """The value, quoted where it was or where YAML would not read it as it stands."""
    if node.is_empty:
        return '""' if flow else ""
    bare = _BARE.fullmatch(node.text if flow else node.text.replace(",", ""))
    return json.dumps(node.text, ensure_ascii=False) if node.quoted or not bare else node.text
