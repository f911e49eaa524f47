"""Write a suggestion as a mapping file to correct.

What is sure stands as it would in any mapping. What is not sure is a comment: what it may be, how likely, and
why. No value of the export is written but words of codes that stand in at least ``FEWEST_ROWS`` rows, and
never words of a column that may hold names, free text or numbers of persons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from folkekommune.catalogue.model import CodeList, Databank
from folkekommune.ingest.cells.words import plain
from folkekommune.ingest.mappings.mapping import IDENTITY, RECORD, ROLES, SEX, VISIT_DATE, Mapping
from folkekommune.ingest.suggesting.matching import DROP, Matched, Proposal
from folkekommune.ingest.suggesting.sentinels import is_sentinel, list_line, sentinel_lines
from folkekommune.ingest.suggesting.survey import quoted
from folkekommune.ingest.suggesting.values import SERIAL
from folkekommune.texts import Language, text

FEWEST_ROWS = 10
SURE_CODE = 0.85
_LONGEST_CODE = 60
_MISSING = ("ukjent",)


def write_mapping(
    matched: Matched, databank: Databank, others: Sequence[Mapping], *, system: str, language: Language
) -> str:
    """Write the file.

    :param others: other mappings of the databank.
    """
    like = next(iter(others), None)
    survey = matched.survey
    lines = [f"# {text('suggesting.heading', language)}", f"# {text('suggesting.how', language)}", ""]
    lines += [f"databank = {quoted(databank.name)}", f"shape = {quoted(survey.shape)}"]
    lines += [f"systems = [{quoted(system)}]"] if system else []
    if survey.forms:
        lines.append(f"forms = [{', '.join(quoted(form) for form in survey.forms)}]")
    # No field is taken by its name alone: what is known stands under [fields] and [items].
    lines += ['label = "?{item}"', *_drop(matched, language), "", "[title]"]
    lines += [f"{tongue} = {quoted(system or survey.shape)}" for tongue in ("nb", "nn", "en")]
    lines += ["", "[options]"]
    lines += [f"{key} = {quoted(value)}" for key, value in survey.options.items() if key != "codebook"]
    lines += _sheets(matched, language)
    lines += _named(matched, language) if survey.shape != "relational" else _relational(matched, language)
    lines += _units(matched, language)
    lines += _visit(like)
    lines += _writing(matched)
    known = {word: code for other in others for word, code in other.writing.sentinels.items()}
    lines += sentinel_lines(matched, databank, known, fewest=FEWEST_ROWS, language=language)
    lines += _terms(matched, databank, language)
    lines += _sex_lines(matched, databank, like, language)
    return "\n".join(lines) + "\n"


def reason_text(proposal: Proposal, language: Language) -> str:
    """Tell in words what speaks for a proposal, the strongest first."""
    told = sorted(proposal.reasons, key=lambda reason: -reason[1])
    return ", ".join(text(f"suggesting.reason-{code}", language) for code, points in told if points > 0)


def _comment(proposal: Proposal, language: Language) -> str:
    known = reason_text(proposal, language) or text("suggesting.reason-nothing", language)
    percent = round(100 * proposal.confidence)
    if proposal.runner_up:
        return text(
            "suggesting.unsure-between", language, percent=percent, why=known, other=proposal.runner_up
        )
    return text("suggesting.unsure", language, percent=percent, why=known)


def _drop(matched: Matched, language: Language) -> list[str]:
    own = matched.survey.own_columns
    sure = [p for n, p in matched.proposals.items() if p.target == DROP and p.sure and n not in own]
    rest = [p for p in matched.proposals.values() if p.target == DROP and not p.sure]
    names = ", ".join(quoted(p.column.name) for p in sure)
    lines = [f"drop = [{names}]    # {text('suggesting.drop', language)}"]
    lines += [f"# drop: {quoted(p.column.name)}    # {_comment(p, language)}" for p in rest]
    return lines


def _sheets(matched: Matched, language: Language) -> list[str]:
    """Tell which occasion each group is, where the mapping language has a place for it."""
    survey = matched.survey
    named = dict(matched.occasions)
    lines = [
        f"{'' if found.sure else '# '}{quoted(name)} = {quoted(found.occasion)}"
        + ("" if found.sure else f"    # {text('suggesting.occasion-unsure', language)}")
        for name, found in named.items()
    ]
    left = [name for name in survey.groups if name not in named]
    told = text("suggesting.occasion-unknown", language)
    if survey.shape == "workbook":
        skipped = [*left, *survey.options.get("codebook", "").split("|")]
        skip = ", ".join(quoted(name) for name in skipped if name)
        return ["", "[sheets]", f"skip = [{skip}]", "", "[sheets.named]", *lines]
    if survey.shape == "relational":
        unknown = [f'# {quoted(name)} = ""    # {told}' for name in left]
        return [survey.sections, "[relational.occasions]", *lines, *unknown]
    return [survey.sections] if survey.sections else []


def _named(matched: Matched, language: Language) -> list[str]:
    """Tell what each field is."""
    given = set(matched.survey.given.values())
    proposals = [p for p in matched.proposals.values() if p.column.name not in given]
    lines = ["", "[fields]"]
    lines += list(_by_target([p for p in proposals if p.target in ROLES], language))
    lines += ["", "[items]"]
    items = [p for p in proposals if p.target and p.target not in ROLES]
    lines += list(_by_target(items, language))
    lines += _unknown(proposals, language)
    return lines


def _by_target(proposals: list[Proposal], language: Language) -> Iterator[str]:
    sure: dict[str, list[str]] = defaultdict(list)
    for proposal in proposals:
        if proposal.sure:
            sure[str(proposal.target)].append(proposal.column.name)
    for proposal in proposals:
        target = str(proposal.target)
        if proposal.sure and sure.get(target):
            names = ", ".join(quoted(name) for name in sure.pop(target))
            yield f"{target} = [{names}]    # {reason_text(proposal, language)}"
        elif not proposal.sure:
            yield f"# {target} = [{quoted(proposal.column.name)}]    # {_comment(proposal, language)}"


def _unknown(proposals: list[Proposal], language: Language) -> list[str]:
    told = text("suggesting.unknown", language)
    return [f"# ? {quoted(p.column.name)}    # {told}" for p in proposals if p.target is None]


def _relational(matched: Matched, language: Language) -> list[str]:
    """Tell what the columns of visits and the names of answers are."""
    asked = {name for name in matched.survey.columns if name in matched.survey.own_columns}
    own = [p for p in matched.proposals.values() if p.column.name in asked]
    rest = [p for p in matched.proposals.values() if p.column.name not in asked]
    lines = ["", "[relational.visits.columns]"]
    roles = [p for p in own if p.target and p.target not in {RECORD, IDENTITY}]
    numbers = [p for p in own if p.target == IDENTITY or ("identity-again", 3.0) in p.reasons]
    numbers.sort(key=lambda p: p.target != IDENTITY)
    if numbers:
        told = reason_text(numbers[0], language)
        names = ", ".join(quoted(p.column.name) for p in numbers)
        lines.append(f"identity = [{names}]    # {told}")
    lines += list(_by_target(roles, language))
    lines += _unknown(own, language)
    lines += ["", "[items]", *_by_target([p for p in rest if p.target], language)]
    return lines + _unknown(rest, language)


def _units(matched: Matched, language: Language) -> list[str]:
    """Tell which items are written in another unit; a database tells it itself, row by row."""
    changed = [p for p in matched.proposals.values() if p.case and p.case.unit and p.target not in ROLES]
    if not changed or matched.survey.shape == "relational":
        return []
    lines = ["", "[units]"]
    for proposal in changed:
        unit = proposal.case.unit if proposal.case else ""
        mark = "" if proposal.sure else "# "
        lines.append(
            f"{mark}{proposal.target} = {quoted(str(unit))}    # {text('suggesting.unit', language)}"
        )
    return lines


def _visit(like: Mapping | None) -> list[str]:
    """Name the items of the visit and the facts of the person, as the databank's other mappings do."""
    if like is None:
        return ["", "[visit]", "", "[person]"]
    kinds = ("date", "municipality", "district", "site")
    named = {kind: getattr(like.visit, kind) for kind in kinds}
    lines = ["", "[visit]", *(f"{kind} = {quoted(item)}" for kind, item in named.items() if item)]
    return [*lines, "", "[person]", *(f"{fact} = {quoted(source)}" for fact, source in like.person.items())]


def _writing(matched: Matched) -> list[str]:
    marks = Counter(v.decimal_mark for v in matched.values.values() if v.decimal_mark)
    form = matched.roles.formats.get(VISIT_DATE, "%Y-%m-%d")
    coded = [p for p in matched.proposals.values() if p.case and p.case.reading and p.target]
    titles = sum(1 for p in coded if p.case and p.case.reading and p.case.reading.by_title)
    plain_titles = titles * 2 > len(coded) and not any(p.column.titles for p in coded)
    lines = ["", "[writing]", f'coded = "{"titles" if plain_titles else "codes"}"']
    lines += [f"decimal = {quoted(marks.most_common(1)[0][0])}"] if marks else []
    lines += [] if form in {SERIAL, "moment"} else [f"date = {quoted(form)}"]
    return [*lines, f"missing = [{', '.join(map(quoted, _MISSING))}]", "missing_numbers = [999, -1, 0]"]


def _terms(matched: Matched, databank: Databank, language: Language) -> list[str]:
    """Tell what the words of codes stand for, by code list, where they are not the titles themselves."""
    found: dict[str, dict[str, Counter[int | str]]] = defaultdict(lambda: defaultdict(Counter))
    sure: dict[tuple[str, str], float] = {}
    rows: Counter[tuple[str, str]] = Counter()
    for proposal in matched.proposals.values():
        reading = proposal.case.reading if proposal.case else None
        code_list = _list_of(proposal, databank)
        if reading is None or code_list is None or len(code_list.codes) > _LONGEST_CODE:
            continue
        if matched.values[proposal.column.name].personal:
            continue
        for word, count in matched.values[proposal.column.name].counts.items():
            key = (code_list.name, word)
            rows[key] += count
            if word in reading.codes:
                found[code_list.name][word][reading.codes[word]] += count
                certain = reading.sure[word] * (1.0 if proposal.sure else 0.7)
                sure[key] = max(sure.get(key, 0.0), certain)
            else:
                found[code_list.name][word].update()
    lines: list[str] = []
    for name, words_of in found.items():
        body = list(_list_lines(databank.code_lists[name], words_of, sure, rows, language=language))
        if body:
            choice = [list_line(databank.code_lists[name], language)]
            unsure = any(line.startswith("#") for line in body)
            lines += ["", f"[writing.terms.{name}]", *(choice if unsure else ()), *body]
    return lines


def _sex_lines(matched: Matched, databank: Databank, like: Mapping | None, language: Language) -> list[str]:
    """Tell which word is which sex, as the identity numbers show."""
    facts = [name for name, source in like.person.items() if source == SEX] if like else []
    lists = [found for name in facts if (found := databank.variables[name].code_list)]
    column = matched.roles.columns.get(SEX)
    if not lists or not matched.roles.sex or column is None:
        return []
    counts = matched.values[column].counts
    told = text("suggesting.sex", language)
    words = {w: code for w, code in sorted(matched.roles.sex.items()) if counts[w] >= FEWEST_ROWS}
    known = {str(code.value) for code in lists[0].codes}
    lines = [f"{quoted(word)} = {code}    # {told}" for word, code in words.items() if word not in known]
    return ["", f"[writing.terms.{lists[0].name}]", *lines] if lines else []


def _list_of(proposal: Proposal, databank: Databank) -> CodeList | None:
    if proposal.target is None or proposal.target in ROLES or proposal.target == DROP:
        return None
    variable = next((v for v in databank.variables.values() if v.item == proposal.target), None)
    return variable.code_list if variable else None


def _list_lines(
    code_list: CodeList,
    words: dict[str, Counter[int | str]],
    sure: dict[tuple[str, str], float],
    rows: Counter[tuple[str, str]],
    *,
    language: Language,
) -> Iterator[str]:
    known = (
        {plain(str(code.value)) for code in code_list.codes}
        | {plain(word) for word in _MISSING}
        | {
            plain(str(getattr(code.title, tongue)))
            for code in code_list.codes
            for tongue in ("nb", "nn", "en")
        }
    )
    for word, codes in sorted(words.items()):
        few = rows[code_list.name, word] < FEWEST_ROWS
        if few or plain(word) in known or len(word) > _LONGEST_CODE or is_sentinel(word):
            continue
        if not codes:
            yield f"# {quoted(word)} = ?    # {text('suggesting.code-unknown', language)}"
            continue
        code, _ = codes.most_common(1)[0]
        value = code if isinstance(code, int) else quoted(code)
        certain = sure.get((code_list.name, word), 0.0) >= SURE_CODE and len(codes) == 1
        title = next(c.title.in_language(language) for c in code_list.codes if c.value == code)
        tail = title if certain else text("suggesting.code-unsure", language, title=title)
        yield f"{'' if certain else '# '}{quoted(word)} = {value}    # {tail}"
