"""What scripts use of databanks: which variables, at which dates, in which ways and as what.

Read from the text alone, without a databank: a variable that is compared with ``'0301'`` holds texts, one
that is divided by 100 holds numbers. :mod:`folkekommune.services.invention` makes a proposal of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from folkekommune.script import ast
from folkekommune.script.unrolling import commands_of

TEXT_FUNCTIONS = frozenset(
    {"substr", "length", "lower", "upper", "startswith", "endswith", "ltrim", "rtrim", "trim"}
)
NUMBER_FUNCTIONS = frozenset(
    {"string", "abs", "ceil", "floor", "int", "round", "sqrt", "exp", "ln", "log10", "quantile", "inrange"}
)
ROW_FUNCTIONS = frozenset({"rowmax", "rowmin", "rowmean", "rowmedian", "rowtotal", "rowstd"})
DAY_FUNCTIONS = frozenset(
    {"day", "month", "week", "year", "halfyear", "quarter", "dow", "doy", "isoformatdate"}
)
_CATEGORICAL = frozenset({"tabulate", "tabulate-panel", "piechart", "sankey", "transitions-panel"})
_NUMERIC = frozenset(
    {"summarize", "summarize-panel", "correlate", "ci", "normaltest", "boxplot", "hexbin", "histogram"}
    | {"regress", "ivregress", "anova", "rdd", "regress-panel", "regress-mml"}
)
_ROWS = frozenset({"count", "percent"})


@dataclass
class Use:
    """How scripts use one variable of a databank.

    :param undated: imported without a date somewhere; :param spells: imported by ``import-event``.
    :param texts: texts it is compared with; :param numbers: the same for numbers.
    :param key: whether it groups or joins rows; :param swept: described with all others of its data set.
    :param prefixes: what the first characters of its codes are compared with.
    :param labels: titles of its codes that scripts name; :param together: variables in the same data sets.
    """

    databank: str
    name: str
    dates: set[date] = field(default_factory=set)
    undated: bool = False
    spells: bool = False
    texts: set[str] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)
    textual: bool = False
    numeric: bool = False
    measured: bool = False
    days: bool = False
    digits: bool = False
    key: bool = False
    categorical: bool = False
    swept: bool = False
    prefixes: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    together: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Uses:
    """What a number of scripts use.

    :param versions: for each databank the versions asked for.
    """

    versions: Mapping[str, frozenset[str]]
    variables: tuple[Use, ...]


def uses_of(scripts: Iterable[str]) -> Uses:
    """Collect what scripts use, over all of them."""
    reading = _Reading()
    for text in scripts:
        reading.script(text)
    versions = {name: frozenset(found) for name, found in sorted(reading.versions.items())}
    return Uses(versions, tuple(use for _, use in sorted(reading.uses.items())))


_Origins = dict[str, frozenset[tuple[str, str]]]
"""For each variable of a data set the variables of databanks whose values it may hold."""


@dataclass
class _Reading:
    versions: dict[str, set[str]] = field(default_factory=dict)
    uses: dict[tuple[str, str], Use] = field(default_factory=dict)
    _aliases: dict[str, str] = field(default_factory=dict)
    _sets: dict[str, _Origins] = field(default_factory=dict)
    _lists: dict[str, tuple[str | float, ...]] = field(default_factory=dict)
    _beginnings: dict[tuple[str, str], tuple[list[Use], int]] = field(default_factory=dict)
    _active: str = ""

    def script(self, text: str) -> None:
        """Read one script; nothing of the one before holds in it but what was found."""
        self._aliases, self._sets, self._lists, self._beginnings, self._active = {}, {}, {}, {}, ""
        for command in commands_of(text):
            self._command(command)

    def _command(self, command: ast.Command) -> None:
        match command:
            case ast.Command("require", (ast.DatabankVersion(databank, version), _, ast.Name(alias))):
                self.versions.setdefault(databank, set()).add(version or "1")
                self._aliases[alias] = databank
            case ast.Command("create-dataset", (ast.Name(name),)):
                self._sets[name], self._active = {}, name
            case ast.Command("use", (ast.Name(name),)):
                self._active = name
            case ast.Command("clone-dataset", (ast.Name(old), ast.Name(new))):
                self._sets[new] = dict(self._sets.get(old, {}))
            case ast.Command("clone-units", (_, ast.Name(new))):
                self._sets[new] = {}
            case ast.Command("import" | "import-event" | "import-panel"):
                self._import(command)
            case ast.Command("merge"):
                self._merge(command)
            case ast.Command("define-labels", (ast.Name(name), *pairs)):
                self._lists[name] = tuple(_literal(each) for each in pairs[::2] if _literal(each) != "")
            case ast.Command("assign-labels", (ast.Name(name), ast.Name(labels))):
                self._holds(name, self._lists.get(labels, ()))
            case _:
                self._work(command)

    @property
    def _origins(self) -> _Origins:
        return self._sets.setdefault(self._active, {})

    def _used(self, name: str) -> list[Use]:
        return [self.uses[key] for key in self._origins.get(name, frozenset())]

    def _import(self, command: ast.Command) -> None:
        written = [each for each in command.arguments if isinstance(each, ast.RegisterVariable)]
        days = {each.value for each in command.arguments if isinstance(each, ast.Date)}
        names = [each.text for each in command.arguments if isinstance(each, ast.Name)]
        alias = names[names.index("as") + 1] if "as" in names[:-1] else None
        for each in written:
            key = (self._aliases.get(each.alias, each.alias), each.name)
            use = self.uses.setdefault(key, Use(*key))
            use.dates |= days
            use.undated |= not days
            use.spells |= command.word == "import-event"
            use.together |= {name for keys in self._origins.values() for _, name in keys}
            for others in self._origins.values():
                for other in others:
                    self.uses[other].together.add(each.name)
            self._origins[alias or each.name] = frozenset({key})

    def _merge(self, command: ast.Command) -> None:
        names = [each.text for each in command.arguments if isinstance(each, ast.Name)]
        if "into" not in names[:-1]:
            return
        place = names.index("into")
        target = self._sets.setdefault(names[place + 1], {})
        if "on" in names[place:-1]:
            for key in target.get(names[-1], frozenset()):
                self.uses[key].key = True
        target.update({name: self._origins[name] for name in names[:place] if name in self._origins})

    def _work(self, command: ast.Command) -> None:
        for node in (command.assigned, command.condition):
            if node is not None:
                self._expression(node)
        self._options(command)
        if command.word in {"generate", "replace", "rename"}:
            self._assigned(command)
        elif command.word in {"clone-variables", "collapse", "aggregate"}:
            self._copied(command)
        else:
            self._looked_at(command)

    def _assigned(self, command: ast.Command) -> None:
        self._begins(command)
        match command:
            case ast.Command("replace", (ast.Name(name),), value) if (found := _literal(value)) != "":
                self._holds(name, (found,))
            case ast.Command("rename", (ast.Name(old), ast.Name(new))):
                self._origins[new] = self._origins.pop(old, frozenset())
            case ast.Command(_, (ast.Name(new),), ast.Name(old)):
                self._origins[new] = self._origins.get(old, frozenset())
            case ast.Command(_, (ast.Name(new),)):
                self._origins.pop(new, None)

    def _begins(self, command: ast.Command) -> None:
        """Remember a variable that holds the first characters of the codes of another."""
        match command:
            case ast.Command("generate", (ast.Name(new),), value) if value is not None:
                if (found := self._beginning(value)) is not None:
                    self._beginnings[self._active, new] = found

    def _beginning(self, node: ast.Node) -> tuple[list[Use], int] | None:
        match node:
            case ast.Call("substr", (ast.Name(name), ast.Number(1), ast.Number(length))):
                return self._used(name), int(length)
        return None

    def _looked_at(self, command: ast.Command) -> None:
        names = [each.text for each in command.arguments if isinstance(each, ast.Name)]
        used = [use for name in names for use in self._used(name)]
        match command:
            case ast.Command("recode"):
                self._recoded(command, names)
            case ast.Command("destring"):
                for use in used:
                    use.textual = use.digits = True
            case ast.Command("summarize", ()):
                for use in (use for name in self._origins for use in self._used(name)):
                    use.swept = True
            case ast.Command(word) if word in _CATEGORICAL:
                for use in used:
                    use.categorical = True
            case ast.Command(word) if word in _NUMERIC:
                for use in used:
                    use.numeric = True
                    use.measured |= word not in {"histogram", "regress", "correlate"}

    def _copied(self, command: ast.Command) -> None:
        statistic = ""
        made: _Origins = {}
        for argument in command.arguments:
            match argument:
                case ast.Group((ast.Name(word),), None):
                    statistic = word
                case ast.Renaming(ast.Name(old), ast.Name(new)):
                    made[new] = self._origins.get(old, frozenset())
                case ast.Name(name):
                    made[name] = self._origins.get(name, frozenset())
        if command.word == "clone-variables":
            self._origins.update(made)
            return
        for argument in command.arguments:
            match argument:
                case ast.Group((ast.Name(word),), None):
                    statistic = word
                case ast.Renaming(ast.Name(name)) | ast.Name(name) if statistic not in _ROWS:
                    for use in self._used(name):
                        use.numeric = True
        by = [each.text for each in _names_of_option(command, "by")]
        for use in (use for name in by for use in self._used(name)):
            use.key = True
        if command.word == "collapse":
            kept = {name: self._origins[name] for name in by if name in self._origins}
            self._sets[self._active] = kept

    def _recoded(self, command: ast.Command, names: list[str]) -> None:
        literals: list[str | float] = []
        for rule in command.arguments:
            if not isinstance(rule, ast.Group):
                continue
            for item in rule.items:
                ends = (item.low, item.high) if isinstance(item, ast.Interval) else (item,)
                literals += [found for end in ends if (found := _literal(end)) != ""]
        for name in names:
            self._holds(name, literals)

    def _options(self, command: ast.Command) -> None:
        for name in ("by", "over"):
            for node in _names_of_option(command, name):
                for use in self._used(node.text):
                    use.categorical = True
        for node in _names_of_option(command, "summarize"):
            for use in self._used(node.text):
                use.numeric = use.measured = True
        if command.word == "barchart" and command.arguments:
            measured = isinstance(command.arguments[0], ast.Group) and command.arguments[0].items[0]
            plain = isinstance(measured, ast.Name) and measured.text in _ROWS
            for argument in command.arguments[1:]:
                for use in self._used(argument.text) if isinstance(argument, ast.Name) else ():
                    use.categorical |= plain
                    use.numeric |= not plain
        for argument in command.arguments:
            for part in ast.walk(argument):
                match part:
                    case ast.Factor(kind, ast.Name(name)):
                        for use in self._used(name):
                            use.categorical |= kind == "i"
                            use.numeric |= kind == "c"

    def _expression(self, expression: ast.Node) -> None:
        for node in ast.walk(expression):
            match node:
                case ast.Comparison(_, ast.Call() as call, other) if found := self._beginning(call):
                    _begin(found, (_literal(other),))
                case ast.Comparison(operator, ast.Name(name), other):
                    self._compared(name, other, ordered=operator not in {"==", "!="})
                case ast.Comparison(operator, other, ast.Name(name)):
                    self._compared(name, other, ordered=operator not in {"==", "!="})
                case ast.Arithmetic() | ast.Minus():
                    for part in ast.parts(node):
                        self._is(part, "numeric")
                case ast.Call(function, arguments):
                    self._called(function, arguments)

    def _compared(self, name: str, other: ast.Node, *, ordered: bool) -> None:
        if (found := _literal(other)) != "":
            self._holds(name, (found,))
        if ordered:
            self._is(ast.Name(name, span=other.span), "numeric")

    def _called(self, function: str, arguments: tuple[ast.Expression, ...]) -> None:
        if not arguments:
            return
        kinds = {TEXT_FUNCTIONS: "textual", NUMBER_FUNCTIONS: "numeric", DAY_FUNCTIONS: "days"}
        for functions, kind in kinds.items():
            if function in functions:
                self._is(arguments[0], kind)
        if function in ROW_FUNCTIONS:
            for each in arguments:
                self._is(each, "numeric")
        if not isinstance(arguments[0], ast.Name):
            return
        literals = [found for each in arguments[1:] if (found := _literal(each)) != ""]
        if function in {"inlist", "inrange"}:
            self._holds(arguments[0].text, literals)
        elif function == "startswith":
            _begin((self._used(arguments[0].text), 0), literals)
        elif function in {"inlabels", "label_to_code"}:
            for use in self._used(arguments[0].text):
                use.labels |= {str(each) for each in literals}

    def _is(self, node: ast.Node, kind: str) -> None:
        if isinstance(node, ast.Name):
            for use in self._used(node.text):
                setattr(use, kind, True)

    def _holds(self, name: str, values: Iterable[str | float]) -> None:
        for use in self._used(name):
            use.texts |= {value for value in values if isinstance(value, str)}
            use.numbers |= {value for value in values if not isinstance(value, str)}
        if (beginning := self._beginnings.get((self._active, name))) is not None:
            _begin(beginning, values)


def _begin(beginning: tuple[list[Use], int], values: Iterable[str | float]) -> None:
    """Note what first characters are compared with; a number stands for as many digits as there are."""
    uses, length = beginning
    for value in values:
        text = value if isinstance(value, str) else str(int(value)).zfill(length)
        for use in uses if text else ():
            use.prefixes.add(text)


def _literal(node: ast.Node | None) -> str | float:
    """Give a literal's value; an empty text for what is none."""
    match node:
        case ast.String(value):
            return value
        case ast.Number(value):
            return value
        case ast.Minus(ast.Number(value)):
            return -value
        case _:
            return ""


def _names_of_option(command: ast.Command, name: str) -> list[ast.Name]:
    found = next((option for option in command.options if option.name == name), None)
    return [each for each in (found.arguments or ()) if isinstance(each, ast.Name)] if found else []
