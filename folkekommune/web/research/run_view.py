"""A run as the pages show it: one sentence on where it stands, then its results."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from folkekommune.access.run_records import RunState
from folkekommune.rendering.html import result_html
from folkekommune.services.citation import is_citable
from folkekommune.services.practice.rows import rows_html
from folkekommune.services.practice_forms import forms_compared
from folkekommune.services.research import Research
from folkekommune.services.result_files import shown_results
from folkekommune.services.stored_runs import StoredResult, StoredRun
from folkekommune.texts import Language, text
from folkekommune.web.research.project import address

_MINUTE = 60


@dataclass(frozen=True)
class ResultView:
    """A card: the command as written, and its table or sentence.

    :param number: among the results with figures, from one; 0 for what has none.
    :param differences: how its form is another than in practice.
    """

    line: int
    written: str
    html: Markup | None
    message: str
    refused: bool
    number: int = 0
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunView:
    """A run.

    :param kind: of the notice that tells where it stands.
    :param result_href: where it can be cited, once it has come to its end.
    :param stamp: changes whenever there is something new to show.
    :param practice: whether the persons are invented, :param rows: the first of them, as a table.
    :param own: whether it is the reader's own.
    :param practised: whether the reader has practised on the very script, :param differences: how
        the results have another form than then, each with its line.
    """

    identifier: str
    code: str
    href: str
    cancel_href: str
    result_href: str
    state: str
    kind: str
    sentence: str
    ended: bool
    can_cancel: bool
    until_line: int | None
    confirmations: tuple[ResultView, ...]
    results: tuple[ResultView, ...]
    faults: tuple[str, ...]
    releases: str
    policy: str
    fingerprint: str
    script: str
    stamp: str
    practice: bool
    rows: Markup | None
    own: bool
    practised: bool
    differences: tuple[str, ...]


def run_view(
    stored: StoredRun,
    cases: Research,
    language: Language,
    *,
    own: bool,
    practised: StoredRun | None = None,
) -> RunView:
    """Show a run. When one line was run, its result is the last one, and the only one.

    :param practised: the reader's practice of the very script, to tell where forms differ.
    """
    run = stored.run
    numbers = {id(result): number for number, result in enumerate(shown_results(stored), start=1)}
    held = forms_compared(practised, stored) if practised is not None and stored.ended else ()
    told_of = {each.place: tuple(one.message(language) for one in each.differences) for each in held}
    views = [
        _result(result, language, numbers.get(id(result), 0), told_of.get(place, ()))
        for place, result in enumerate(stored.results)
    ]
    lines = {each.place: each.line for each in held}
    shown = tuple(view for view in views if view.html is not None or view.refused)
    told = tuple(view for view in views if view.html is None and not view.refused)
    if stored.until_line is not None and stored.ended:
        last = views[-1:]
        shown = tuple(view for view in last if view in shown)
        told = tuple(view for view in last if view in told)
    kind, sentence = _standing(stored, cases, language)
    href = address(language, run.project, "kjoringer", run.identifier)
    return RunView(
        identifier=run.identifier,
        code=run.project,
        href=href,
        cancel_href=f"{href}/avbryt",
        result_href=address(language, run.project, "resultat", run.identifier) if is_citable(stored) else "",
        state=text(f"research.state-{state_code(run.state)}", language),
        kind=kind,
        sentence=sentence,
        ended=stored.ended,
        can_cancel=own and not stored.ended and not run.cancel_requested,
        until_line=stored.until_line,
        confirmations=told,
        results=shown,
        faults=tuple(
            text("research.line", language, line=str(fault["line"]), sentence=fault["message"])
            for fault in stored.faults
        ),
        releases=", ".join(stored.releases),
        policy=stored.policy,
        fingerprint=stored.fingerprint,
        script=run.script,
        stamp=f"{state_code(run.state)}-{len(views)}-{int(run.cancel_requested)}-{_place(stored, cases)}",
        practice=stored.practice,
        rows=Markup(rows_html(stored.rows, language)) if stored.rows else None,  # noqa: S704  (escapes every text)
        own=own,
        practised=practised is not None and stored.ended,
        differences=tuple(
            text("practice.form-line", language, line=str(lines[place]), sentence=sentence)
            for place, sentences in told_of.items()
            for sentence in sentences
        ),
    )


def state_code(state: RunState) -> str:
    """Give the code of a state in texts and styles."""
    return state.name.lower().replace("_", "-")


def _result(
    result: StoredResult, language: Language, number: int, differences: tuple[str, ...]
) -> ResultView:
    html = None
    if result.safe is not None:
        caption = text("research.caption", language, line=str(result.line), written=result.written)
        html = Markup(result_html(result.safe, language, caption=caption))  # noqa: S704  (escapes every text)
    return ResultView(result.line, result.written, html, result.message, result.refused, number, differences)


def _place(stored: StoredRun, cases: Research) -> int:
    return cases.place_in_queue(stored.run) if stored.state is RunState.QUEUED else 0


def _goes_on(stored: StoredRun) -> bool:
    """Tell whether lines that were to run stand after the last result."""
    lines = stored.run.script.splitlines()[: stored.until_line]
    after = (line.strip() for line in lines[stored.results[-1].line :])
    return any(line and not line.startswith("//") for line in after)


def _standing(stored: StoredRun, cases: Research, language: Language) -> tuple[str, str]:
    """Give the kind of notice and the sentence on where a run stands."""
    match stored.state:
        case RunState.QUEUED:
            return "info", text("research.told-queued", language, n=_place(stored, cases))
        case RunState.RUNNING if stored.run.cancel_requested:
            return "info", text("research.told-cancelling", language)
        case RunState.RUNNING:
            return "info", text("research.told-running", language, n=len(stored.results))
        case RunState.DONE if any(result.refused for result in stored.results):
            told = "research.told-refused" if _goes_on(stored) else "research.told-refused-last"
            return "withheld", text(told, language)
        case RunState.DONE:
            return "done", text("research.told-done", language)
        case RunState.CANCELLED:
            return "warning", text("research.told-cancelled", language)
        case RunState.TIMED_OUT:
            return "warning", _timed_out(stored, language)
        case _ if stored.faults:
            return "fault", text("research.told-faults", language, n=len(stored.faults))
        case _ if stored.stopped == "memory":
            return "fault", text("research.told-memory", language) + _kept(stored, language)
        case _:
            return "fault", text("research.told-own-fault", language, code=stored.run.identifier) + _kept(
                stored, language
            )


def _timed_out(stored: StoredRun, language: Language) -> str:
    run = stored.run
    seconds = (run.ended_at - run.started_at).total_seconds() if run.started_at and run.ended_at else 0
    minutes = max(1, round(seconds / _MINUTE))
    return text("research.told-timed-out", language, n=minutes) + _kept(stored, language)


def _kept(stored: StoredRun, language: Language) -> str:
    """Tell which lines are done and which is the first that is not."""
    told = []
    if stored.last_line is not None:
        told.append(text("research.told-kept", language, line=str(stored.last_line)))
    if stored.next_line is not None:
        told.append(text("research.told-not-run", language, line=str(stored.next_line)))
    return "".join(f" {sentence}" for sentence in told)
