"""Read models that are of another shape than ``command y terms``: instruments, panels, groups, durations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from folkekommune.query.dataset import DATE_OF_PANEL
from folkekommune.query.formula import Factor, FactorKind, Formula, Option, Options, Term
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import readable
from folkekommune.script.modelling import factor, number_in, read_formula, terms_of, wrong
from folkekommune.script.options import find, has, one_name
from folkekommune.script.panels import panel_of
from folkekommune.script.session import Session, WorkingSet


@dataclass(frozen=True)
class Reading:
    """A command whose formula is being read.

    :param syntax: its forms.
    """

    statement: ast.Command
    session: Session
    syntax: tuple[str, ...]

    def instrumental(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y [terms] (endogenous = instruments) [terms]``, as the published scripts write it."""
        groups = [each for each in self.statement.arguments if isinstance(each, ast.Group)]
        if len(groups) != 1 or not groups[0].items or not groups[0].result:
            raise Refused(wrong("instruments", self.statement.span))
        rest = [each for each in self.statement.arguments if each is not groups[0]]
        formula = self._formula("iv", rest, working, flags=("endog", "firststage", "overid"))
        endogenous, instruments = (
            terms_of(part, arguments, working, self.session) for part in (groups[0].items, groups[0].result)
        )
        name = self._one_of(("tsls", "liml", "gmm"))
        for option, others in (("endog", ("liml", "gmm")), ("overid", ("gmm",))):
            given = find(self.statement, option)
            if given is not None and name in others:
                raise Refused(fault("options-exclude", given.span, option=option, other=name))
        parts = (*formula.parts, ("endogenous", endogenous), ("instruments", instruments))
        if _twice([*formula.terms, *endogenous, *instruments], formula):
            raise Refused(wrong("variable-in-two-parts", groups[0].span))
        return _with(replace(formula, parts=parts), estimator=name)

    def panel(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y terms`` over the rows of a panel."""
        del arguments
        name = self._one_of(("fe", "re", "be", "pooled"))
        formula = self._formula("panel", self.statement.arguments, working)
        return _with(self._in_panel(formula, working), estimator=name)

    def contrast(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y terms`` over the rows of a panel, to be estimated in two ways."""
        del arguments
        flags = ("sigmamore", "sigmaless", "include_constant")
        more = find(self.statement, "sigmamore")
        if more is not None and has(self.statement, "sigmaless"):
            raise Refused(fault("options-exclude", more.span, option="sigmamore", other="sigmaless"))
        formula = self._formula("hausman", self.statement.arguments, working, flags=flags)
        return self._in_panel(formula, working)

    def differences(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y group treated [terms]``: both, what they have together, and the other terms."""
        names = [arguments.name() for _ in range(3)]
        formula = self._formula("panel", [names[0], *self.statement.arguments[3:]], working, least=0)
        group, treated = (factor(n, FactorKind.CATEGORY, working, self.session) for n in names[1:])
        terms = ((group,), (treated,), (group, treated), *formula.terms)
        return _with(self._in_panel(replace(formula, terms=terms), working), estimator="pooled")

    def decomposition(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y terms by group``."""
        before, after = self._divided_by(1, 1)
        formula = self._formula("oaxaca", before, working, flags=("pool",))
        del arguments
        group = factor(after[0], FactorKind.CATEGORY, working, self.session)
        if any(each.column == group.column for each in formula.factors):
            raise Refused(wrong("variable-in-two-parts", after[0].span))
        return replace(formula, parts=(("group", ((group,),)),))

    def mixed(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y terms by group [subgroup]``, the highest level first."""
        del arguments
        before, after = self._divided_by(1, 2)
        formula = self._formula("mixed", before, working)
        names = readable(after, working, self.session)
        return replace(formula, roles=tuple(zip(("group", "subgroup"), names, strict=False)))

    def discontinuity(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``y running [terms]``."""
        outcome, running = arguments.name(), arguments.name()
        formula = self._formula("rdd", [outcome, *self.statement.arguments[2:]], working, least=0)
        parts: list[tuple[str, tuple[Term, ...]]] = [("running", ((self._quantity(running, working),),))]
        fuzzy = find(self.statement, "fuzzy")
        if fuzzy is not None:
            parts.append(("treated", ((self._quantity(one_name(fuzzy), working),),)))
        if _twice([*formula.terms, *(term for _, terms in parts for term in terms)], formula):
            raise Refused(wrong("variable-in-two-parts", self.statement.span))
        numbers: dict[str, Option] = {}
        for name, low, high in (("cutoff", -1e9, 1e9), ("polynomial", 1, 4), ("derivate", 0, 2)):
            option = find(self.statement, name)
            if option is not None:
                numbers[name] = number_in(option, low, high)
        polynomial, derivative = numbers.get("polynomial"), numbers.get("derivate", 0.0)
        option = find(self.statement, "derivate")
        if (
            isinstance(polynomial, float)
            and isinstance(derivative, float)
            and option
            and derivative > polynomial
        ):
            raise Refused(wrong("derivative", option.span))
        return _with(replace(formula, parts=tuple(parts)), **numbers)

    def hazard(self, arguments: Arguments, working: WorkingSet) -> Formula:
        """Read ``event duration terms``."""
        event, duration = arguments.name(), arguments.name()
        rest = self.statement.arguments[2:]
        formula = self._formula("cox", [event, *rest], working, flags=("hazard",))
        name = self._quantity(duration, working).column
        if any(each.column == name for each in formula.factors):
            raise Refused(wrong("variable-in-two-parts", duration.span))
        return replace(formula, roles=(("duration", name),))

    def _quantity(self, node: ast.Name, working: WorkingSet) -> Factor:
        return factor(node, FactorKind.CONTINUOUS, working, self.session)

    def _formula(
        self,
        method: str,
        nodes: Sequence[ast.Argument],
        working: WorkingSet,
        *,
        flags: Iterable[str] = (),
        least: int = 1,
    ) -> Formula:
        """Read what has the usual shape."""
        usual = replace(self.statement, arguments=tuple(nodes))
        arguments = Arguments(usual, self.syntax)
        if method == "iv":
            least = 0
        return read_formula(usual, arguments, working, self.session, method=method, flags=flags, least=least)

    def _in_panel(self, formula: Formula, working: WorkingSet) -> Formula:
        if working.dataset is not None:
            panel_of(working, working.dataset, self.statement)
        return replace(formula, roles=(*formula.roles, ("time", DATE_OF_PANEL)))

    def _one_of(self, names: Sequence[str]) -> str:
        """Give the one option of some that is given, or the first of them."""
        given = [option for option in self.statement.options if option.name in names]
        if len(given) > 1:
            first, second = given[:2]
            raise Refused(fault("options-exclude", second.span, option=second.name, other=first.name))
        return given[0].name if given else names[0]

    def _divided_by(self, least: int, most: int) -> tuple[list[ast.Argument], list[ast.Name]]:
        """Split the arguments at ``by``."""
        nodes = self.statement.arguments
        places = [i for i, node in enumerate(nodes) if isinstance(node, ast.Name) and node.text == "by"]
        arguments = Arguments(self.statement, self.syntax)
        if not places:
            raise Refused(arguments.incomplete())
        after = nodes[places[-1] + 1 :]
        names = [node for node in after if isinstance(node, ast.Name)]
        if len(names) < len(after) or not least <= len(names) <= most:
            raise Refused(arguments.misfit(after[-1]) if after else arguments.incomplete())
        return list(nodes[: places[-1]]), names


def _twice(terms: Sequence[Term], formula: Formula) -> bool:
    """Tell whether a variable stands in two places of a model."""
    names = [each.column for term in terms for each in term if len(term) == 1]
    return len(set(names)) < len(names) or formula.dependent.column in names


def _with(formula: Formula, **options: Option) -> Formula:
    return replace(formula, options=Options.of(**(dict(formula.options) | options)))
