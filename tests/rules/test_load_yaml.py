"""YAML is read by its text; what cannot be read is a problem at its place, never a traceback."""

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.book import yaml_nodes
from rules.book.yaml_nodes import Mapping, Sequence, Text, Written, read_yaml
from tests.rules.rulebooks import GENTLE, ROOT, gentle, load


def texts(node: Written | None) -> object:
    """The node without its places, as Python writes it."""
    if isinstance(node, Mapping):
        return {entry.key.text: texts(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [texts(item) for item in node.items]
    return node.text if isinstance(node, Text) else None


def said(text: str) -> list[str]:
    return [str(problem) for problem in read_yaml(text, "a.yaml").problems]


def test_scalars_keep_their_text_but_for_what_says_that_there_is_none() -> None:
    written = "on: yes\nat: 12:30\nwhere: NO\nsince: 2026-11-21\ncount: 0o17\nempty:\nnull: ~\n"

    assert texts(read_yaml(written, "a.yaml").root) == {
        "on": "yes",
        "at": "12:30",
        "where": "NO",
        "since": "2026-11-21",
        "count": "0o17",
        "empty": "",
        "null": "",
    }


def test_every_node_knows_its_place() -> None:
    root = read_yaml("a:\n  - b: c\n", "a.yaml").root

    assert isinstance(root, Mapping)
    (item,) = root.entries[0].value.items  # type: ignore[union-attr]
    assert isinstance(item, Mapping)
    assert str(item.entries[0].value.place) == "a.yaml:2:8"


def test_an_equal_key_is_never_dropped_in_silence() -> None:
    assert said("a: 1\nb: 2\na: 3\n") == [
        'a.yaml:3:1: The key "a" stands here twice; the first is on line 1. Keep one of them.'
    ]


def test_one_stray_bracket_hides_no_other_mistake() -> None:
    written = gentle(
        """
        limits: {gap: 4 days
        guards:
          - {hold: tiny, when: {balanse: "< 5"}}
        thanks: {letter: thanks: now}
        send_invoices: {within: soon}
        """
    )

    bracket = "Close the bracket, or quote a text that holds a colon or comma."
    begins = "but got ':' (while parsing a flow mapping that begins on line"
    assert [str(problem) for problem in load(written).problems] == [
        f"rules.yaml:5:7: This cannot be read as YAML: expected ',' or '}}', {begins} 4). {bracket}",
        'rules.yaml:6:25: "balanse" is not a fact. Did you mean "balance"?',
        f"rules.yaml:7:24: This cannot be read as YAML: expected ',' or '}}', {begins} 7). {bracket}",
        'rules.yaml:8:25: "soon" is not a time. Write "7 days", say.',
    ]


BROKEN = [
    # what is written, and what is said of it
    ("a: &here [1]\nb: *here\n", 'The alias "*here" is not followed: write the value out here.'),
    ("a: &a [*a, *a]\n", 'The alias "*a" is not followed'),
    ("a: !!python/object/new:os.system [x]\n", "means nothing in a rulebook"),
    ("a: b\x00c\n", "The character U+0000 cannot stand in a rulebook."),
    (b"a: Caf\xe9\n".decode(errors="replace"), "This is not UTF-8 text. Save the file as UTF-8."),
    ('a: "\\u0007"\n', "The character U+0007 cannot stand in a rulebook."),
    ('a: "\\UFFFFFFFF"\n', "This cannot be read as YAML"),
    ("\ud800: b\n", "The character U+D800 cannot stand in a rulebook."),
    ("? [a, b]\n: c\n", "A key has to be a plain word."),
    ("a: b\n---\nc: d\n", "expected a single document"),
    ("a:\n\t- b\n", "cannot start any token"),
    ("a: 'b\n", "Close the quote."),
    ("[" * 100_000, "more than 40 levels stand in each other"),
    ("{a: " * 100_000, "more than 40 levels stand in each other"),
    ("- " * 50_000, "more than 40 levels stand in each other"),
    ("%YAML 1." + "9" * 5_000 + "\n---\na: b\n", "This cannot be read as YAML"),
    ("a" * 1_000_001, "The file has 1,000,001 characters; at most 1,000,000 are read."),
]


@pytest.mark.parametrize(("written", "says"), BROKEN, ids=range(len(BROKEN)))
def test_what_cannot_be_read_is_a_problem(written: str, says: str) -> None:
    found = said(written)

    assert says in found[0]
    assert found[0].startswith("a.yaml:")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("- a\n- b\n", "A rulebook is a mapping of keys to values, not a list."),
        ("hello\n", 'A rulebook is a mapping of keys to values, not the text "hello".'),
        (gentle("<<: {gap: 4 days}"), "Merge keys are not followed: write the keys out here."),
        (gentle("limi\u200bts: {gap: 4 days}"), '"limi<U+200B>ts" is not a key of a rulebook.'),
        (gentle("\u202elimits: {gap: 4 days}"), '"<U+202E>limits" is not a key of a rulebook.'),
        ("---", "rules.yaml:1:1: The file is empty."),
    ],
)
def test_what_is_no_rulebook_is_a_problem(written: str, says: str) -> None:
    (problem,) = load(written).problems

    assert says in str(problem)


WORDS = [
    *[":", "-", ",", "{", "}", "[", "]", '"', "'", "#", "&", "*", "!", "|", ">", "%", "?", "~"],
    "\n",
    "\n  ",
    "\t",
    "\x00",
    "ü",
    "-1",
    "99999999999",
    "9" * 30,
    "2026-02-30",
    "< 5",
    "<=",
    "> 5 days",
    "20%",
    "NZD",
    "none",
    "never",
    "any",
    "all",
    "not",
    "when: ",
    "days_overdue: ",
    "balance",
    "customer: ",
    "on due",
    "before due",
    "extends: ",
    "remove: ",
    "<<: ",
]
BOOKS = [
    (ROOT / "examples" / "maple.yaml").read_text("utf-8"),
    (GENTLE / "rulebook.yaml").read_text("utf-8"),
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real rulebook with a few cuts, and a few words where they do not belong."""
    book = draw(st.sampled_from(BOOKS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(book)))
        length = draw(st.integers(0, 12))
        book = book[:start] + draw(st.sampled_from(WORDS)) + book[start + length :]
    return book


def test_a_list_among_the_names_to_remove_is_a_problem() -> None:
    assert [str(problem) for problem in load(gentle("remove: [[a, b], {c: d}]")).problems] == [
        "rules.yaml:4:10: One value is expected here, not a list.",
        "rules.yaml:4:18: One value is expected here, not a mapping of keys to values.",
    ]


def assert_sound(text: str) -> None:
    loaded = load(text)

    assert (loaded.rulebook is None) is bool(loaded.problems)
    for problem in loaded.problems:
        assert problem.place.file in ("rules.yaml", "goodterms/gentle")
        assert 1 <= problem.place.line <= text.count("\n") + 200
        assert problem.place.column >= 1
        assert problem.says.endswith((".", ":"))


@settings(max_examples=100, deadline=None)
@given(mutated())
def test_a_rulebook_cut_anywhere_never_raises(text: str) -> None:
    assert_sound(text)


@settings(max_examples=60, deadline=None)
@given(mutated())
@example("a: 1\n?")
def test_both_parsers_read_the_same_places_and_texts(text: str) -> None:
    """What libyaml reads, PyYAML reads so too; where one of them stumbles, PyYAML's words are told."""
    lines, _ = yaml_nodes._printable(text, "a.yaml")
    fast = yaml_nodes._by_libyaml("\n".join(lines))
    with pytest.MonkeyPatch.context() as without:
        without.setattr(yaml_nodes, "_FastLoader", None)
        slow = read_yaml(text, "a.yaml")
    if fast is not None and slow.whole:
        assert read_yaml(text, "a.yaml") == slow


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=30).map("".join)))
def test_no_text_at_all_raises(text: str) -> None:
    assert_sound(text)


SECTIONS = [
    "company",
    "segments",
    "contacts",
    "guards",
    "limits",
    "policies",
    "thanks",
    "send_invoices",
    "remove",
    "extends",
    "rulebook",
]
KEYS = [
    "timezone",
    "holidays",
    "send",
    "on",
    "between",
    "from",
    "senior",
    "pay_by",
    "sends_invoices",
    "payments_within",
    "segment",
    "when",
    "routes",
    "to",
    "role",
    "prefer",
    "hold",
    "per_customer",
    "gap",
    "per_run",
    "backlog",
    "policy",
    "for",
    "steps",
    "step",
    "at",
    "channel",
    "letter",
    "cc",
    "approval",
    "paid",
    "within",
    "any",
    "all",
    "not",
    "balance",
    "customer",
    "days_overdue",
    "due",
    "group",
]
NESTED = st.recursive(
    st.sampled_from([*WORDS, "prompt", "late", "phone", "handover", "required", "nudge", "yes"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(SECTIONS), NESTED, min_size=1, max_size=4))
def test_known_keys_with_any_values_never_raise(book: dict[str, object]) -> None:
    """Every key in its place or out of it, with values of every shape, above the shipped base."""
    written = yaml.safe_dump({"rulebook": "1", "extends": "goodterms/gentle"} | book)

    assert_sound(written)
