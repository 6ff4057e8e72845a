"""Finds what is wrong with a letter before it is ever sent: unknown words, bad syntax, no subject."""

import difflib
import re
from collections.abc import Iterator, Mapping

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from rules.letters.placeholders import PLACEHOLDERS, PLURAL, ROW_WORDS, Shape
from rules.problems import Place, Problem

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


class Checker:
    """Checks one template, which is a piece of a file, and collects its problems."""

    def __init__(self, file: str, lines: list[str], *, in_subject: bool) -> None:
        self.file = file
        self.lines = lines
        self.in_subject = in_subject
        self.problems: list[Problem] = []

    def check(self, environment: SandboxedEnvironment, source: str) -> None:
        """Check a source whose line numbers are those of the file."""
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as error:
            quoted = self._line(error.lineno).strip()
            says = f'"{quoted}" cannot be read: {(error.message or "wrong syntax").rstrip(".")}.'
            self._report(error.lineno, None, says, "A placeholder is written {{ customer }}.")
            return
        for child in tree.iter_child_nodes():
            self._visit(child, {})

    def _visit(self, node: nodes.Node, scope: Scope) -> None:
        if not isinstance(node, ALLOWED):
            self._forbid(node)
        elif isinstance(node, nodes.For):
            self._visit_for(node, scope)
        elif isinstance(node, nodes.Call):
            self._visit_call(node, scope)
        elif isinstance(node, nodes.Getattr):
            self._visit_dot(node, scope)
        elif isinstance(node, nodes.Name):
            self._visit_name(node, scope)
        elif isinstance(node, nodes.Output):
            self._visit_output(node, scope)
        else:
            for child in node.iter_child_nodes():
                self._visit(child, scope)

    def _forbid(self, node: nodes.Node) -> None:
        what = CALLED.get(type(node), f'"{type(node).__name__.lower()}"')
        quoted = self._line(node.lineno).strip()
        says = f'A letter cannot use {what}, as in "{quoted}".'
        self._report(
            node.lineno, None, says, "It can use placeholders, `if` and `for row in rows`."
        )

    def _visit_output(self, node: nodes.Output, scope: Scope) -> None:
        for child in node.nodes:
            self._visit(child, scope)
            if isinstance(child, nodes.Name) and child.name not in scope:
                self._check_shape(child)

    def _check_shape(self, node: nodes.Name) -> None:
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

    def _visit_for(self, node: nodes.For, scope: Scope) -> None:
        target, rows = node.target, node.iter
        known = isinstance(rows, nodes.Name) and rows.name == "rows" and not node.recursive
        if not known or not isinstance(target, nodes.Name) or node.test is not None:
            quoted = self._line(node.lineno).strip()
            says = f'"{quoted}" goes through something that a letter does not have.'
            self._report(node.lineno, None, says, "Write {% for row in rows %}.")
            return
        inner = {**scope, target.name: ROW_WORDS}
        for child in (*node.body, *node.else_):
            self._visit(child, inner)

    def _visit_call(self, node: nodes.Call, scope: Scope) -> None:
        words = [arg for arg in node.args if isinstance(arg, nodes.Const)]
        named = isinstance(node.node, nodes.Name) and node.node.name == PLURAL
        extra = node.kwargs or node.dyn_args or node.dyn_kwargs
        if not named or extra or not len(node.args) == len(words) == 2:
            quoted = self._line(node.lineno).strip()
            says = f'"{quoted}" calls something that a letter does not have.'
            self._report(node.lineno, None, says, 'Write {{ plural("is", "are") }}.')

    def _visit_dot(self, node: nodes.Getattr, scope: Scope) -> None:
        owner = node.node
        if not isinstance(owner, nodes.Name) or owner.name not in scope:
            name = f"{owner.name}.{node.attr}" if isinstance(owner, nodes.Name) else node.attr
            self._unknown(node.lineno, name, tuple(PLACEHOLDERS))
        elif node.attr not in scope[owner.name]:
            self._unknown(node.lineno, node.attr, scope[owner.name])

    def _visit_name(self, node: nodes.Name, scope: Scope) -> None:
        if node.name == PLURAL:
            says = f'"{PLURAL}" needs two words.'
            self._report(node.lineno, PLURAL, says, 'Write {{ plural("is", "are") }}.')
        elif node.name not in PLACEHOLDERS and node.name not in scope:
            self._unknown(node.lineno, node.name, (*PLACEHOLDERS, PLURAL, *scope))

    def _unknown(self, line: int, name: str, known: tuple[str, ...]) -> None:
        nearest = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        hint = f'Did you mean "{nearest[0]}"?' if nearest else f"There are: {', '.join(known)}."
        self._report(line, name, f'There is no placeholder "{name}".', hint)

    def _report(self, line: int, word: str | None, says: str, hint: str) -> None:
        place = Place(self.file, line, self._column(line, word))
        problem = Problem(place, says, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def _line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

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


def problems_of(
    environment: SandboxedEnvironment, file: str, lines: list[str], body_at: int
) -> Iterator[Problem]:
    """Problems of a file whose subject is line 1 and whose body starts at line `body_at`."""
    subject = Checker(file, lines, in_subject=True)
    subject.check(environment, lines[0])
    body = Checker(file, lines, in_subject=False)
    body.check(environment, "\n" * (body_at - 1) + "\n".join(lines[body_at - 1 :]))
    yield from subject.problems
    yield from body.problems
