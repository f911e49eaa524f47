"""Random scripts: tree → text → tree gives the same tree, and no text makes reading or binding fail."""

from __future__ import annotations

import string
from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from script_worlds import BEGIN, session

from folkekommune.script import ast
from folkekommune.script.binder import bind_text
from folkekommune.script.formatting import format_script
from folkekommune.script.nearest import nearest
from folkekommune.script.parser import parse
from folkekommune.script.places import Span
from folkekommune.script.words import COMMAND_WORDS

PROFILE = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    # Shrinking reads thousands of scripts: a fault is found first and made small by hand.
    phases=[Phase.explicit, Phase.generate],
)
PREPARED = bind_text(BEGIN, session()).session
HERE = Span(1, 1, 1, 1)

# --- random trees, such as the parser can make ---------------------------------------------------------

KEYWORDS = {"if", "in", "date_fmt", "to_int", "to_str", "to_symbol", "bind"}
words = st.text("abcæøåXY_1", min_size=1, max_size=6).filter(
    lambda w: not w[0].isdigit() and w not in KEYWORDS
)
names = st.builds(ast.Name, st.one_of(words, st.just("START@x"), st.just("date@panel")), span=st.just(HERE))
plain_names = st.builds(ast.Name, words, span=st.just(HERE))
numbers = st.builds(
    ast.Number,
    st.one_of(
        st.integers(0, 10**15 - 1), st.decimals(0, 999, places=3).map(float).filter(lambda f: f % 1 != 0)
    ),
    span=st.just(HERE),
)
negative = st.builds(ast.Number, st.integers(-999, -1), span=st.just(HERE))
strings = st.builds(
    ast.String,
    st.text(string.ascii_letters + string.digits + 'æøå -/(),=$"', max_size=8),
    span=st.just(HERE),
)
references = st.builds(ast.Reference, words, span=st.just(HERE))
dates = st.builds(ast.Date, st.dates(date(1000, 1, 1), date(9999, 12, 31)), span=st.just(HERE))
missing = st.builds(ast.Missing, span=st.just(HERE))


def several(
    strategy: st.SearchStrategy[ast.Expression], low: int = 2
) -> st.SearchStrategy[tuple[ast.Expression, ...]]:
    return st.lists(strategy, min_size=low, max_size=3).map(tuple)


def bigger(inner: st.SearchStrategy[ast.Expression]) -> st.SearchStrategy[ast.Expression]:
    """Put expressions together in every way there is."""
    here = st.just(HERE)
    return st.one_of(
        st.builds(ast.Arithmetic, st.sampled_from("+-*/^"), inner, inner, span=here),
        st.builds(ast.Minus, inner, span=here),
        st.builds(
            ast.Comparison, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner, inner, span=here
        ),
        st.builds(ast.Negation, inner, span=here),
        st.builds(ast.Conjunction, several(inner), span=here),
        st.builds(ast.Disjunction, several(inner), span=here),
        st.builds(ast.Concatenation, several(inner), span=here),
        st.builds(ast.Call, words, several(inner, 0), span=here),
    )


expressions = st.recursive(
    st.one_of(names, numbers, strings, references, dates, missing), bigger, max_leaves=8
)

# Among arguments a blank separates, so arithmetic stands only after ++ or after a reference.
links = st.one_of(names, numbers, strings, references, expressions)
concatenations = st.builds(
    lambda first, rest: ast.Concatenation((first, *rest), span=HERE),
    st.one_of(names, strings, references),
    st.lists(links, min_size=1, max_size=2),
)
procedures = st.builds(
    ast.Call, st.sampled_from(["date_fmt", "to_str", "bind"]), several(expressions, 0), span=st.just(HERE)
)
operands = st.one_of(names, numbers, strings, references, concatenations, procedures)
factors = st.builds(ast.Factor, st.sampled_from("ic"), st.one_of(plain_names, references), span=st.just(HERE))
terms = st.one_of(names, factors)
pairs = st.builds(ast.Interaction, st.sampled_from(["#", "##"]), terms, terms, span=st.just(HERE))
# ``a#b##c`` is read from the left.
threes = st.builds(ast.Interaction, st.sampled_from(["#", "##"]), pairs, terms, span=st.just(HERE))
interactions = st.one_of(pairs, threes)
registers = st.builds(ast.RegisterVariable, words, words, span=st.just(HERE))
hyphenated = st.builds(ast.Word, st.sampled_from(["create-dataset", "Nord-Norge", "a-1"]), span=st.just(HERE))
banks = st.builds(
    ast.DatabankVersion,
    st.sampled_from(["no.ssb.fdb", "no.x"]),
    st.sampled_from([None, "53", "DRAFT"]),
    span=st.just(HERE),
)
items = st.one_of(operands, dates, factors, interactions, registers, hyphenated, banks)
ends = st.one_of(
    numbers, st.builds(ast.Name, st.sampled_from(["min", "max"]), span=st.just(HERE)), references
)
in_groups = st.one_of(
    names,
    numbers,
    strings,
    missing,
    st.builds(ast.Interval, ends, ends, span=st.just(HERE)),
    st.builds(ast.Star, span=st.just(HERE)),
)
groups = st.builds(
    ast.Group,
    st.lists(in_groups, max_size=3).map(tuple),
    st.one_of(st.none(), st.lists(in_groups, max_size=2).map(tuple)),
    span=st.just(HERE),
)
renamings = st.builds(ast.Renaming, operands, operands, span=st.just(HERE))
options = st.builds(
    ast.Option,
    words,
    st.one_of(st.none(), st.lists(st.one_of(items, negative), max_size=3).map(tuple)),
    span=st.just(HERE),
)
commands = st.builds(
    ast.Command,
    st.sampled_from([word for word in COMMAND_WORDS if word not in {"for", "end", "textblock"}]),
    st.lists(st.one_of(items, groups, renamings), max_size=4).map(tuple),
    st.one_of(st.none(), expressions),
    st.one_of(st.none(), expressions),
    st.lists(options, max_size=3).map(tuple),
    span=st.just(HERE),
    word_span=st.just(HERE),
)
ranges = st.builds(ast.Range, numbers, st.one_of(numbers, references), span=st.just(HERE))
values = st.builds(
    ast.Values,
    st.lists(st.one_of(numbers, plain_names, strings, ranges), min_size=1, max_size=3).map(tuple),
    span=st.just(HERE),
)
iterations = st.builds(
    ast.Iteration,
    st.lists(plain_names, min_size=1, max_size=2).map(tuple),
    st.lists(values, min_size=1, max_size=2).map(tuple),
    span=st.just(HERE),
)
loops = st.builds(
    ast.Loop,
    st.lists(iterations, min_size=1, max_size=2).map(tuple),
    st.lists(commands, max_size=2).map(tuple),
    span=st.just(HERE),
)
blocks = st.builds(
    ast.Textblock, st.text("ab #-/'\n", max_size=20).map(lambda body: body.rstrip("\n")), span=st.just(HERE)
)
scripts = st.builds(
    ast.Script,
    st.lists(st.one_of(commands, commands, loops, blocks), max_size=4).map(tuple),
    span=st.just(HERE),
)


@PROFILE
@given(scripts)
def test_a_tree_written_and_read_is_the_same_tree(script: ast.Script) -> None:
    written = format_script(script)
    parsed = parse(written)
    assert parsed.faults == ()
    assert parsed.script.statements == script.statements
    assert format_script(parsed.script).splitlines() == written.splitlines()


# --- random texts ----------------------------------------------------------------------------------------

SCRAPS = [
    *COMMAND_WORDS,
    *(
        "i.sex",
        "c.weight",
        "i.sex##c.weight",
        "sex#sleep",
        "robust",
        "cluster(",
        "over(",
        "(mean)",
        "level(95)",
    ),
    *(
        "generate",
        "replace",
        "recode",
        "tabulate",
        "summarize",
        "keep",
        "drop",
        "collapse",
        "merge",
        "import",
    ),
    *(
        "require",
        "create-dataset",
        "use",
        "define-labels",
        "assign-labels",
        "help",
        "for",
        "end",
        "let",
        "rename",
    ),
    *(
        "clone-dataset",
        "textblock",
        "endblock",
        "regress",
        "sex",
        "sleep",
        "weight",
        "note",
        "mother",
        "place",
        "kids",
    ),
    *("if", "as", "into", "on", "in", "by", "db/SEX", "no.example.children:1", "2020-01-01", "2020-99-99"),
    *(
        "(",
        ")",
        ",",
        "=",
        "==",
        "!=",
        "<",
        "&",
        "|",
        "!",
        "+",
        "-",
        "*",
        "/",
        "^",
        "++",
        "->",
        "#",
        "##",
        ".",
        ":",
    ),
    *(
        "'a'",
        '"b',
        "‘",
        "”",
        "$y",
        "i.",
        "1",
        "0.5",
        "99999999999999999",
        "1e9",
        "\\",
        "\\\n",
        "\n",
        "//",
        "\u00a0",
    ),
    *(
        "by(",
        "summarize(weight)",
        "missing",
        "rowpct",
        "sysmiss(",
        "inlist(",
        "date(",
        "æ",
        "{",
        "\x00",
        "\u2028",
    ),
]
scraps = st.lists(st.sampled_from(SCRAPS), max_size=25).map(" ".join)
anything = st.one_of(scraps, st.text(max_size=60), st.lists(scraps, max_size=6).map("\n".join))


@PROFILE
@given(anything)
def test_no_text_breaks_reading_or_binding(written: str) -> None:
    result = bind_text(written, PREPARED)
    last = written.count("\n") + written.count("\r") + 1
    for remark in (*result.faults, *result.notices):
        assert 1 <= remark.line <= last
        assert remark.column >= 1
        assert remark.message("nb")
    for command in result.commands:
        assert not result.faults or command.line < result.faults[0].line
    format_script(parse(written).script)


@PROFILE
@given(scripts)
def test_any_tree_can_be_bound(script: ast.Script) -> None:
    for fault in bind_text(format_script(script), PREPARED).faults:
        assert fault.message("en")


@PROFILE
@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_the_nearest_name_is_a_valid_one(written: str, valid: list[str]) -> None:
    assert nearest(written, valid) in {None, *valid}
