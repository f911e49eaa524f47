"""The methods paragraph that a script amounts to: data, population, preparation and analyses, in words.

The script is bound command by command, so that titles and labels are those that hold at each place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from folkekommune.script import ast
from folkekommune.script.analyses_in_words import analysis_in_words, statistic_in_words
from folkekommune.script.binder import bind
from folkekommune.script.formatting import format_argument, format_expression
from folkekommune.script.labels import Labels
from folkekommune.script.session import Connection, Session
from folkekommune.script.unrolling import commands_of
from folkekommune.script.wording import code, condition_in_words, day, listed
from folkekommune.texts import Language, text

_PERSON = "PERSONID_1"


@dataclass
class Explanation:
    """What a script does, as sentences by part of the paragraph."""

    data: list[str] = field(default_factory=list)
    population: list[str] = field(default_factory=list)
    preparation: list[str] = field(default_factory=list)
    analyses: list[str] = field(default_factory=list)


def explain(script: str, session: Session, language: Language) -> Explanation:
    """Say what a script without faults does."""
    telling = _Telling(session, language)
    for command in commands_of(script):
        telling.command(command)
    telling.imported()
    telling.told.data += [telling.connected(each) for each in telling.session.aliases.values()]
    return telling.told


class _Telling:
    """What has been told so far; imports that follow one another become one sentence."""

    def __init__(self, session: Session, language: Language) -> None:
        self.session = session
        self.told = Explanation()
        self._language = language
        self._imports: list[str] = []

    def command(self, command: ast.Command) -> None:
        """Tell of one command, and go on from what is known after it."""
        before = self.session
        script = ast.Script((command,), span=command.span)
        self.session = replace(bind(script, before).session, history=())
        if command.word not in {"import", "define-labels", "assign-labels", "rename", "let"}:
            self.imported()
        labels = self._labels(before)
        if shown := analysis_in_words(command, labels, self._language):
            self.told.analyses.append(self._within(shown))
        else:
            self._population(command, labels)
            self.told.preparation += self._prepared(command, labels)

    def imported(self) -> None:
        """Tell of the imports that wait."""
        if self._imports:
            names = listed(self._imports, self._language)
            self.told.population.append(self._say("imports", names=names))
            self._imports = []

    def connected(self, connection: Connection) -> str:
        """Tell of a databank."""
        return self._say(
            "databank",
            title=connection.databank.title.in_language(self._language),
            name=connection.release.databank,
            version=connection.release.version,
        )

    def _population(self, command: ast.Command, labels: dict[str, Labels]) -> None:
        told = self.told.population
        match command:
            case ast.Command("import", (ast.RegisterVariable() as written, *_)):
                self._import(command, written)
            case ast.Command("import-event", (ast.RegisterVariable() as written, *_)):
                low, high = (day(each, self._language) for each in _days(command)[:2])
                variable = self._title(written)
                told.append(self._say("events", dataset=self._set(), variable=variable, low=low, high=high))
            case ast.Command("import-panel"):
                several = [each for each in command.arguments if isinstance(each, ast.RegisterVariable)]
                names = listed([self._title(each) for each in several], self._language)
                days = listed([day(each, self._language) for each in _days(command)], self._language)
                told.append(self._say("panel", dataset=self._set(), names=names, days=days))
            case ast.Command("keep" | "drop", (), condition=ast.Node() as condition):
                where = condition_in_words(condition, labels, self._language)
                told.append(self._say(command.word, condition=where))
            case ast.Command("sample", (size, seed)):
                number = format_argument(size)
                told.append(self._say("sample", size=number, seed=format_argument(seed)))
            case ast.Command("clone-units" | "clone-dataset", (ast.Name(old), ast.Name(new))):
                told.append(self._say("same-units", new=code(new), old=code(old)))

    def _import(self, command: ast.Command, written: ast.RegisterVariable) -> None:
        names = [each.text for each in command.arguments if isinstance(each, ast.Name)]
        variable = self._title(written)
        if days := _days(command):
            variable = self._say("at", what=variable, day=day(days[0], self._language))
        alias = names[-1] if "as" in names else written.name
        variable = f"{variable} ({code(alias)})"
        working = self.session.sets.get(self.session.active or "")
        if working is not None and len(working.columns) == 1 and not self._imports:
            self.told.population.append(self._say("first", dataset=self._set(), variable=variable))
        elif any(option.name == "outer_join" for option in command.options):
            self.told.population.append(self._say("outer", variable=variable))
        else:
            self._imports.append(variable)

    def _prepared(self, command: ast.Command, labels: dict[str, Labels]) -> Iterator[str]:
        where = ""
        if command.condition is not None and command.word not in {"keep", "drop"}:
            condition = condition_in_words(command.condition, labels, self._language)
            where = self._say("where", condition=condition)
        match command:
            case ast.Command("generate" | "replace", (ast.Name(name),), ast.Node() as value):
                yield self._say(
                    command.word, name=code(name), value=code(format_expression(value)), where=where
                )
            case ast.Command("recode"):
                names = [code(each.text) for each in command.arguments if isinstance(each, ast.Name)]
                rules = [self._rule(each) for each in command.arguments if isinstance(each, ast.Group)]
                yield self._say(
                    "recode", names=listed(names, self._language), rules="; ".join(rules), where=where
                )
            case ast.Command("destring", arguments):
                names = [code(format_argument(each)) for each in arguments]
                yield self._say("destring", names=listed(names, self._language))
            case ast.Command("collapse" | "aggregate"):
                yield self._grouped(command)
            case ast.Command("merge"):
                yield self._merged(command)
            case ast.Command("reshape-to-panel" | "reshape-from-panel"):
                yield self._say(command.word, dataset=self._set())
            case ast.Command(word) if word.endswith("-predict"):
                yield self._say(
                    "predict", model=text(f"explain.model-{word.removesuffix('-predict')}", self._language)
                )

    def _rule(self, rule: ast.Group) -> str:
        old = listed([format_argument(each) for each in rule.items], self._language)
        new, *label = [format_argument(each).strip("'") for each in rule.result or ()] or ["."]
        title = f" ({' '.join(label)})" if label else ""
        return self._say("rule", old=old, new=new + title)

    def _grouped(self, command: ast.Command) -> str:
        statistics: list[str] = []
        statistic = ""
        for argument in command.arguments:
            match argument:
                case ast.Group((ast.Name(word),), None):
                    statistic = word
                case ast.Renaming(ast.Name(old), ast.Name(new)):
                    said = statistic_in_words(statistic, old, self._language)
                    statistics.append(f"{said} ({code(new)})")
                case ast.Name(name):
                    statistics.append(statistic_in_words(statistic, name, self._language))
        by = next((option.arguments for option in command.options if option.name == "by"), None) or ()
        names = [format_argument(each) for each in by]
        word = f"{command.word}-person" if names == [_PERSON] else command.word
        return self._say(
            word,
            dataset=self._set(),
            by=listed([code(name) for name in names], self._language),
            statistics=listed(statistics, self._language),
        )

    def _merged(self, command: ast.Command) -> str:
        words = [each.text for each in command.arguments if isinstance(each, ast.Name)]
        place = words.index("into")
        names = listed([code(name) for name in words[:place]], self._language)
        key = words[-1] if "on" in words[place:-1] else ""
        on = self._say("on", key=code(key)) if key and key != _PERSON else ""
        return self._say("merge", names=names, source=self._set(), target=code(words[place + 1]), on=on)

    def _within(self, shown: str) -> str:
        several = len(self.session.sets) > 1
        return self._say("within", what=shown, dataset=self._set()) if several else shown

    def _title(self, written: ast.RegisterVariable) -> str:
        connection = self.session.aliases.get(written.alias)
        variable = connection.databank.variables.get(written.name) if connection else None
        return variable.title.in_language(self._language) if variable else written.name

    def _labels(self, session: Session) -> dict[str, Labels]:
        working = session.sets.get(session.active or "")
        return dict(working.labels) if working else {}

    def _set(self) -> str:
        return code(self.session.active or "")

    def _say(self, word: str, **parts: str) -> str:
        return text(f"explain.{word}", self._language, **parts)


def _days(command: ast.Command) -> list[date]:
    return [each.value for each in command.arguments if isinstance(each, ast.Date)]
