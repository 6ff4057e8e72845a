"""A rulebook overrides the one that it extends, part by part."""

import pytest

from rules.book.load import RulebookSource, load_rulebook
from tests.rules.rulebooks import gentle, load, problems, read, resolve


def test_a_setting_takes_the_place_of_the_base_s_and_leaves_the_others() -> None:
    book = read(
        """
        company:
          from: Ana <ana@maple.example>
          send: {between: "10:00-12:00"}
        limits: {gap: 9 days}
        """
    )

    assert book.company.send_from.hour == 10
    assert book.company.send_on == frozenset(range(5))
    assert book.company.sends_invoices == "ledger"
    assert book.limits.gap_days == 9
    assert book.limits.per_customer == 4


def test_a_part_of_the_same_name_takes_the_base_s_place() -> None:
    book = read("guards: [{hold: small balance, when: {balance: '< 50'}}]")

    assert [guard.name for guard in book.guards] == [
        "small balance",
        "replied",
        "called",
        "paid lately",
    ]
    assert [guard.at.file for guard in book.guards] == ["rules.yaml", *["goodterms/gentle"] * 3]


def test_new_parts_are_asked_before_the_base_s() -> None:
    book = read(
        """
        segments:
          - {segment: public, when: {group: Government*}}
          - {segment: key accounts, when: {group: Key}}
        policies:
          - policy: patient
            for: [public, key accounts]
            steps: [{step: nudge, at: 20 days after due, letter: nudge}]
        """
    )

    names = [segment.name for segment in book.segments]
    assert names == ["public", "key accounts", "new", "prompt", "late"]
    assert [policy.name for policy in book.policies] == [
        "patient",
        "prompt payers",
        "late payers",
    ]


def test_routes_override_each_other_by_their_name() -> None:
    base = """
        contacts:
          prefer: primary
          routes:
            - {route: one, when: {reference: A}, to: ann@acme.example}
            - {route: two, when: {reference: B}, to: bob@acme.example}
        """
    own = """
        contacts:
          routes:
            - {route: two, when: {reference: B}, to: bea@acme.example}
            - {when: {reference: C}, to: cy@acme.example}
        """
    text = gentle(own).replace("goodterms/gentle", "base.yaml")
    loaded = load(text, **{"base.yaml": gentle(base)})

    assert loaded.problems == ()
    assert loaded.rulebook is not None
    contacts = loaded.rulebook.contacts
    assert [route.to[0].email for route in contacts.routes] == [
        "cy@acme.example",
        "ann@acme.example",
        "bea@acme.example",
    ]
    assert contacts.prefer == "primary"


def test_parts_of_the_base_can_be_removed() -> None:
    book = read(
        """
        remove: [replied, policy late payers, late]
        segments:
          - {segment: prompt}
        """
    )

    assert [guard.name for guard in book.guards] == ["small balance", "called", "paid lately"]
    assert [policy.name for policy in book.policies] == ["prompt payers"]
    assert [segment.name for segment in book.segments] == ["new", "prompt"]


def test_thanks_and_sending_can_be_switched_off() -> None:
    book = read("thanks: none\nsend_invoices: none")

    assert book.thanks == ()
    assert book.send_invoices is None


def test_a_part_that_is_not_there_cannot_be_removed() -> None:
    assert problems("remove: [small balanse]") == [
        'There is no part "small balanse" to remove. Did you mean "small balance"?'
    ]


def test_a_name_that_two_kinds_share_is_removed_with_its_kind() -> None:
    base = gentle("guards: [{hold: late, when: {days_overdue: '< 2'}}]")
    own = gentle("remove: late").replace("goodterms/gentle", "base.yaml")

    assert next(str(problem) for problem in load(own, **{"base.yaml": base}).problems) == (
        'rules.yaml:4:9: "late" names 2 parts. Write "guard late" or "segment late".'
    )


def test_a_name_is_used_once_in_a_file() -> None:
    guard = "{hold: tiny, when: {balance: '< 5'}}"

    assert problems(f"guards: [{guard}, {guard}]") == [
        'The name "tiny" is used twice; the first is on line 4. Give each its own name.'
    ]


def test_an_unknown_base_is_the_only_thing_said() -> None:
    """What is missing may stand in the base, so nothing is said of it."""
    loaded = load("rulebook: 1\nextends: goodterms/stern\ncompany: {timezone: ledger}\n")

    assert [str(problem) for problem in loaded.problems] == [
        (
            'rules.yaml:2:10: "goodterms/stern" cannot be extended:'
            ' There is no rulebook "goodterms/stern".'
        )
    ]


def test_rulebooks_that_extend_each_other_are_a_mistake() -> None:
    one = "rulebook: 1\nextends: two.yaml\n"
    two = "rulebook: 1\nextends: rules.yaml\n"

    (problem,) = load(one, **{"two.yaml": two, "rules.yaml": one}).problems
    assert str(problem).startswith('two.yaml:2:10: "rules.yaml" extends this rulebook in turn')


def test_a_chain_without_end_is_a_mistake() -> None:
    def deeper(name: str, asked_by: str) -> RulebookSource:
        return RulebookSource(name, f"rulebook: 1\nextends: {name}x\n")

    first = RulebookSource("rules.yaml", "rulebook: 1\nextends: x\n")

    (problem,) = load_rulebook(first, deeper).problems
    assert problem.says == "More than 10 rulebooks extend one another."


def test_a_mistake_in_the_base_has_the_base_s_place() -> None:
    own = gentle().replace("goodterms/gentle", "base.yaml")
    (problem,) = load(own, **{"base.yaml": gentle("limits: {gap: 4 dys}")}).problems

    assert str(problem.place) == "base.yaml:4:15"


@pytest.mark.parametrize("missing", ["", "company:\n", "company: {}\n"])
def test_the_shipped_base_needs_a_name_and_nothing_else(missing: str) -> None:
    loaded = load_rulebook(
        RulebookSource("rules.yaml", f"rulebook: 1\nextends: goodterms/gentle\n{missing}"), resolve
    )

    assert [p.says for p in loaded.problems] == ["Nobody is named who sends the letters."]
