"""Finds what is wrong with a letter before it is ever sent: unknown words, bad syntax, no subject."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.sandbox import SandboxedEnvironment

from rules.letters.placeholders import PLACEHOLDERS, PLURAL, ROW_WORDS, Shape
from rules.problems import Place, Problem, quoted

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.For, nodes.Call,
)  # fmt: skip
"""Nothing here can fail, loop for long or reach beyond the placeholders when a letter is written."""

CALLED = {
    nodes.Filter: "a filter (|)",
    nodes.Test: "a test (is)",
    nodes.Getitem: "an index ([...])",
    nodes.Assign: "a set",
    nodes.Include: "an include",
    nodes.Import: "an import",
    nodes.FromImport: "an import",
    nodes.Extends: "an extends",
    nodes.Macro: "a macro",
}

Scope = Mapping[str, tuple[str, ...]]
"""The names that `for` has bound, each with the words that may follow its dot."""
ORDERING = frozenset({"gt", "gteq", "lt", "lteq"})
CONTAINING = frozenset({"in", "notin"})
LONGEST_WHY = 200
"""Characters of Jinja's own words, which may quote a whole page."""
DEEPEST = 20
"""Pieces that stand in one another; more than a letter needs, and less than Python minds."""
_NO_INVOICES: Scope = {}


class Checker:
    """Checks one template, which is a piece of a file, and collects its problems."""

    def __init__(self, file: str, lines: list[str], *, in_subject: bool) -> None:
        self.file = file
        self.lines = lines
        self.in_subject = in_subject
        self.problems: list[Problem] = []

    def check(self, environment: SandboxedEnvironment, source: str) -> None:
        """Check a source whose line numbers are those of the file."""
        tree = self._parsed(environment, source)
        for child in tree.iter_child_nodes() if tree is not None else ():
            self._visit(child, _NO_INVOICES)

    def _parsed(self, environment: SandboxedEnvironment, source: str) -> nodes.Template | None:
        parser = None
        try:
            parser = Parser(environment, source)
            return parser.parse()
        except TemplateSyntaxError as error:
            line, why = error.lineno, (error.message or "wrong syntax").rstrip(".")
        except (RecursionError, ValueError):  # a number of 5,000 digits, say
            line, why = parser.stream.current.lineno if parser else 1, "it is too much at once"
        why = why if len(why) <= LONGEST_WHY else f"{why[: LONGEST_WHY - 3]}..."
        says = f"{self._quoted(line)} cannot be read: {why}."
        self._report(line, None, says, "A placeholder is written {{ customer }}.")
        return None

    def _visit(self, node: nodes.Node, scope: Scope, *, depth: int = 1) -> None:
        if not isinstance(node, ALLOWED):
            self._forbid(node)
        elif depth > DEEPEST:
            says = (
                f"In {self._quoted(node.lineno)} more than {DEEPEST} pieces stand in one another."
            )
            self._report(node.lineno, None, says, "Take some of them apart.")
        else:
            look = _LOOKS.get(type(node))
            if look is not None:
                look(self, node, scope)
            for child, inner in self._inside(node, scope):
                self._visit(child, inner, depth=depth + 1)

    def _inside(self, node: nodes.Node, scope: Scope) -> Iterator[tuple[nodes.Node, Scope]]:
        """The pieces of a node that are looked at by themselves, with the names known there."""
        if isinstance(node, nodes.For):
            target = node.target.name if isinstance(node.target, nodes.Name) else ""
            yield from ((child, {**scope, target: ROW_WORDS}) for child in node.body)
            yield from ((child, scope) for child in node.else_)
        elif not isinstance(node, nodes.Call | nodes.Getattr):
            yield from ((child, scope) for child in node.iter_child_nodes())

    def _forbid(self, node: nodes.Node) -> None:
        what = CALLED.get(type(node), f'"{type(node).__name__.lower()}"')
        says = f"A letter cannot use {what}, as in {self._quoted(node.lineno)}."
        self._report(
            node.lineno, None, says, "It can use placeholders, `if` and `for row in rows`."
        )

    def look_at_output(self, node: nodes.Output, scope: Scope) -> None:
        """What is put into the letter has to be words."""
        said: list[nodes.Node] = list(node.nodes)
        while said:  # a chain of a thousand `or` is as deep as it is long
            each = said.pop()
            if isinstance(each, nodes.CondExpr):
                said += [each.expr1, *filter(None, [each.expr2])]
            elif isinstance(each, nodes.And | nodes.Or):
                said += [each.left, each.right]
            elif isinstance(each, nodes.Name):
                self._check_shape(each, scope)
            elif isinstance(each, nodes.Compare | nodes.Not) or _is_no_word(each):
                says = f"What {self._quoted(each.lineno)} puts there is a yes or no, not words."
                self._report(each.lineno, None, says, "Ask for it: {% if others %}.")

    def _check_shape(self, node: nodes.Name, scope: Scope) -> None:
        if node.name in scope:
            says = f'"{node.name}" is a whole invoice, not words.'
            self._report(node.lineno, node.name, says, f"Write {{{{ {node.name}.number }}}}, say.")
            return
        placeholder = PLACEHOLDERS.get(node.name)
        if placeholder is None:
            return
        if placeholder.shape is Shape.BLOCK and self.in_subject:
            says = f'"{node.name}" takes several lines and cannot stand in the subject.'
            self._report(node.lineno, node.name, says, 'Try "invoices" or "total".')
        elif placeholder.shape is Shape.FLAG:
            says = f'"{node.name}" is a yes or no, not words.'
            self._report(node.lineno, node.name, says, f"Ask for it: {{% if {node.name} %}}.")
        elif placeholder.shape is Shape.ROWS:
            says = f'"{node.name}" is a list, not words.'
            hint = 'Use "table", or go through it: {% for row in rows %}.'
            self._report(node.lineno, node.name, says, hint)

    def look_at_choice(self, node: nodes.CondExpr, scope: Scope) -> None:
        """Without an `else` nothing would stand there, and a letter takes no nothing."""
        if node.expr2 is None:
            says = f'{self._quoted(node.lineno)} chooses with "if" and has no "else".'
            hint = 'Write {{ "one" if attached else "other" }}, or {% if attached %}.'
            self._report(node.lineno, None, says, hint)

    def look_at_comparison(self, node: nodes.Compare, scope: Scope) -> None:
        """Only numbers are greater or less, and only words stand in words."""
        operands = [node.expr, *(each.expr for each in node.ops)]
        asked = {each.op for each in node.ops}
        numbers = all(_is_number(each, scope) for each in operands)
        words = all(_is_text(each, scope) for each in operands)
        if (asked & ORDERING and not numbers) or (asked & CONTAINING and not words):
            says = f"{self._quoted(node.lineno)} compares what cannot be compared."
            self._report(node.lineno, None, says, 'Write {% if count > 1 %}, or use "==".')

    def look_at_loop(self, node: nodes.For, scope: Scope) -> None:
        """Nothing is gone through but the invoices, and they once."""
        target, rows = node.target, node.iter
        known = isinstance(rows, nodes.Name) and rows.name == "rows" and not node.recursive
        if not known or not isinstance(target, nodes.Name) or node.test is not None:
            says = (
                f"{self._quoted(node.lineno)} goes through something that a letter does not have."
            )
            self._report(node.lineno, None, says, "Write {% for row in rows %}.")
        elif scope:
            says = (
                f"{self._quoted(node.lineno)} goes through the invoices for each of the invoices."
            )
            self._report(node.lineno, None, says, "Close the first with {% endfor %}.")
        elif target.name in PLACEHOLDERS or target.name == PLURAL:
            says = f'"{target.name}" is a word of every letter and names no invoice here.'
            self._report(node.lineno, target.name, says, "Write {% for row in rows %}.")

    def look_at_call(self, node: nodes.Call, scope: Scope) -> None:
        """There is one function."""
        words = [a for a in node.args if isinstance(a, nodes.Const) and isinstance(a.value, str)]
        named = isinstance(node.node, nodes.Name) and node.node.name == PLURAL
        extra = node.kwargs or node.dyn_args or node.dyn_kwargs
        if not named or extra or not len(node.args) == len(words) == 2:
            says = f"{self._quoted(node.lineno)} calls something that a letter does not have."
            self._report(node.lineno, None, says, 'Write {{ plural("is", "are") }}.')

    def look_at_dot(self, node: nodes.Getattr, scope: Scope) -> None:
        """Only an invoice has words of its own."""
        owner = node.node
        if not isinstance(owner, nodes.Name) or owner.name not in scope:
            name = f"{owner.name}.{node.attr}" if isinstance(owner, nodes.Name) else node.attr
            self._unknown(node.lineno, name, tuple(PLACEHOLDERS))
        elif node.attr not in scope[owner.name]:
            self._unknown(node.lineno, node.attr, scope[owner.name])

    def look_at_name(self, node: nodes.Name, scope: Scope) -> None:
        """It has to be a placeholder, or the name of an invoice."""
        if node.name == PLURAL:
            says = f'"{PLURAL}" needs two words.'
            self._report(node.lineno, PLURAL, says, 'Write {{ plural("is", "are") }}.')
        elif node.name not in PLACEHOLDERS and node.name not in scope:
            self._unknown(node.lineno, node.name, (*PLACEHOLDERS, PLURAL, *scope))

    def _unknown(self, line: int, name: str, known: tuple[str, ...]) -> None:
        nearest = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        hint = f'Did you mean "{nearest[0]}"?' if nearest else f"There are: {', '.join(known)}."
        self._report(line, name, f"There is no placeholder {quoted(name)}.", hint)

    def _report(self, line: int, word: str | None, says: str, hint: str) -> None:
        place = Place(self.file, line, self._column(line, word))
        problem = Problem(place, says, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def _line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def _quoted(self, number: int) -> str:
        return quoted(self._line(number))

    def _column(self, number: int, word: str | None) -> int:
        """Jinja tells lines only: look for the word behind an opening brace, else for the brace."""
        line = self._line(number)
        brace = re.search(r"\{[{%]", line)
        start = brace.start() if brace else 0
        if word is None:
            return start + 1
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        found = pattern.search(line, start) or pattern.search(line)
        return (found.start() if found else start) + 1


def _may_be(name: str, shape: Shape, scope: Scope) -> bool:
    """Whether the name is of this shape, or unknown: then enough is said of it."""
    known = PLACEHOLDERS.get(name)
    return name not in scope and (known is None or known.shape is shape)


def _is_number(node: nodes.Node, scope: Scope) -> bool:
    if isinstance(node, nodes.Name):
        return _may_be(node.name, Shape.NUMBER, scope)
    return isinstance(node, nodes.Const) and type(node.value) in (int, float)


def _is_text(node: nodes.Node, scope: Scope) -> bool:
    if isinstance(node, nodes.Name):
        return _may_be(node.name, Shape.WORDS, scope)
    return isinstance(node, nodes.Getattr) or (
        isinstance(node, nodes.Const) and isinstance(node.value, str)
    )


def _is_no_word(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and (node.value is None or isinstance(node.value, bool))


_LOOKS: Final[Mapping[type[nodes.Node], Callable[[Checker, Any, Scope], None]]] = {
    nodes.Output: Checker.look_at_output,
    nodes.CondExpr: Checker.look_at_choice,
    nodes.Compare: Checker.look_at_comparison,
    nodes.For: Checker.look_at_loop,
    nodes.Call: Checker.look_at_call,
    nodes.Getattr: Checker.look_at_dot,
    nodes.Name: Checker.look_at_name,
}
"""What is looked at in each kind of piece, beside the pieces in it."""


def problems_of(
    environment: SandboxedEnvironment, file: str, lines: list[str], body_at: int
) -> Iterator[Problem]:
    """Problems of a file whose subject is line 1 and whose body starts at line `body_at`; at 1
    there is no subject."""
    if body_at > 1:
        subject = Checker(file, lines, in_subject=True)
        subject.check(environment, lines[0])
        yield from subject.problems
    body = Checker(file, lines, in_subject=False)
    body.check(environment, "\n" * (body_at - 1) + "\n".join(lines[body_at - 1 :]))
    yield from body.problems
