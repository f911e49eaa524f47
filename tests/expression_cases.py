"""What every expression gives, worked out by hand: cases by subject, for every engine.

Total arithmetic (disclosure-rules.md section 6): every operation gives a value or missing. A comparison
with missing is false (microdata-language.md section 3.9).
"""

from query_words import call, col, node, op
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.query.engine import CellRequest, Engine
from folkekommune.query.expressions import Branch, Choose, IsMissing, Missing, Negative, Not
from folkekommune.query.steps import Assign

INF = float("inf")

CASES = {
    "arithmetic": [
        (op(2, "+", 3), 5),
        (op(2, "-", 3), -1),
        (op(2, "*", 3), 6),
        (op(3, "/", 2), 1.5),
        (op(2, "^", 10), 1024),
        (op(4, "^", 0.5), 2),
        (Negative(node(2)), -2),
        (op(0.1, "+", 0.2), 0.30000000000000004),
        (op(op(0.1, "+", 0.2), "+", 0.3), 0.6000000000000001),
        (op(0.1, "+", op(0.2, "+", 0.3)), 0.6),
        (op(col("x"), "+", 1), 8),
        (op(col("gone"), "+", 1), None),
        (op(1, "*", Missing()), None),
        (op(Missing(), "+", Missing()), None),
        (Negative(Missing()), None),
    ],
    "outside the domain is missing": [
        (op(1, "/", 0), None),
        (op(0, "/", 0), None),
        (op(1, "/", Negative(node(0))), None),
        (op(1e308, "*", 10), None),
        (op(1e308, "+", 1e308), None),
        (op(-1e308, "-", 1e308), None),
        (op(0, "^", -1), None),
        (op(-8, "^", 0.5), None),
        (op(10, "^", 400), None),
        (node(INF), None),
        (op(1, "+", node(INF)), None),
        (call("sqrt", -1), None),
        (call("ln", 0), None),
        (call("ln", -1), None),
        (call("log10", 0), None),
        (call("exp", 1000), None),
        (call("round", 5, 0), None),
        (call("round", 1e308, 1e-10), None),
    ],
    "what overflowed does not come back": [
        (op(op(1e308, "*", 10), "*", 0), None),
        (op(op(1e308, "*", 10), "-", op(1e308, "*", 10)), None),
        (op(1, "/", op(1e308, "*", 10)), None),
        (op(op(1e308, "*", 10), "^", 0), None),
        (op(2, "^", op(-1e308, "*", 10)), None),
        (op(op(1e308, "*", 10), ">", 5), 0),
        (op(op(1e308, "*", 10), "!=", 5), 0),
        (Not(op(op(1e308, "*", 10), ">", 5)), 1),
        (IsMissing(op(1, "/", 0)), 1),
        (IsMissing(Negative(op(1, "/", 0))), 1),
        (call("rowmax", op(1, "/", 0), 3), 3),
        (call("abs", op(-1, "/", 0)), None),
        (call("exp", op(-1, "/", 0)), None),
    ],
    "comparison": [
        (op(1, "==", 1), 1),
        (op(1, "!=", 1), 0),
        (op(1, "<", 2), 1),
        (op(2, "<=", 2), 1),
        (op(2, ">", 2), 0),
        (op(2, ">=", 3), 0),
        (op("a", "==", "a"), 1),
        (op("a", "==", "A"), 0),
        (op("a", "!=", "a "), 1),
        (op("æ", "==", "æ"), 1),
        (op(0, "==", Negative(node(0))), 1),
        (op(Missing(), "==", Missing()), 0),
        (op(Missing(), "!=", 1), 0),
        (op(1, "<", Missing()), 0),
        (op(Missing(), "==", "a"), 0),
        (Not(op(1, "<", Missing())), 1),
    ],
    "logic": [
        (op(1, "&", 2), 1),
        (op(1, "&", 0), 0),
        (op(0, "|", -3), 1),
        (op(0, "|", 0), 0),
        (op(Missing(), "&", 1), 0),
        (op(Missing(), "|", 1), 1),
        (Not(node(0)), 1),
        (Not(node(5)), 0),
        (Not(Missing()), 1),
        (Not(Not(node(5))), 1),
        (IsMissing(Missing()), 1),
        (IsMissing(node(0)), 0),
        (IsMissing(node("")), 0),
    ],
    "choice": [
        (Choose((Branch(node(0), node(1)), Branch(node(2), node(3))), node(4)), 3),
        (Choose((Branch(Missing(), node(1)),), node(4)), 4),
        (Choose((Branch(node(1), Missing()),), node(4)), None),
        (Choose((Branch(node(1), Missing()),), Missing()), None),
        (Choose((Branch(col("x"), node("a")),), Missing()), "a"),
    ],
    "dates": [
        (call("date", 2015, 12, 31), 16800),
        (call("date", 1967, 5, 27), -950),
        (call("date", 1970, 1, 1), 0),
        (call("date", 2016, 2, 29), 16860),
        (call("date", 2015, 2, 29), None),
        (call("date", 2015, 13, 1), None),
        (call("date", 2015, 0, 1), None),
        (call("date", 0, 1, 1), None),
        (call("date", 1, 1, 1), -719162),
        (call("date", 9999, 12, 31), 2932896),
        (call("date", 10000, 1, 1), None),
        (call("date", 2015.9, 12.9, 31.9), 16800),
        (call("date", 2015, Missing(), 1), None),
        (call("year", 16800), 2015),
        (call("halfyear", 16800), 2),
        (call("halfyear", call("date", 2015, 6, 30)), 1),
        (call("quarter", 16800), 4),
        (call("quarter", call("date", 2015, 4, 1)), 2),
        (call("month", 16800), 12),
        (call("day", 16800), 31),
        (call("dow", 0), 4),
        (call("dow", 3), 7),
        (call("dow", 4), 1),
        (call("doy", 16800), 365),
        (call("doy", call("date", 2016, 12, 31)), 366),
        (call("week", 16800), 53),
        (call("week", 0), 1),
        (call("week", -950), 21),
        (call("year", -0.5), 1969),
        (call("year", 364.9), 1970),
        (call("year", -719162), 1),
        (call("year", -719163), None),
        (call("year", 2932896.5), 9999),
        (call("year", 2932897), None),
        (call("year", 1e300), None),
        (call("year", Missing()), None),
    ],
    "mathematics": [
        (call("abs", -2.5), 2.5),
        (call("ceil", -17.3), -17),
        (call("ceil", 17.3), 18),
        (call("floor", -8.6), -9),
        (call("int", -17.6), -17),
        (call("int", 17.6), 17),
        (call("round", 2.5), 3),
        (call("round", -2.5), -3),
        (call("round", 0.49999999999999994), 0),
        (call("round", 7.321, 0.01), 7.32),
        (call("round", 25, 10), 30),
        (call("round", 14, 5), 15),
        (call("sqrt", 9), 3),
        (call("exp", 0), 1),
        (call("ln", 1), 0),
        (call("log10", 1000), 3),
    ],
    "several variables of a row": [
        (call("rowmax", 1, Missing(), 3), 3),
        (call("rowmin", 1, Missing(), 3), 1),
        (call("rowmax", Missing(), Missing()), None),
        (call("rowmean", 1, Missing(), 4), 2.5),
        (call("rowmean", Missing()), None),
        (call("rowtotal", 1, Missing(), 3), 4),
        (call("rowtotal", Missing()), 0),
        (call("rowtotal", 1e308, 1e308), None),
        (call("rowtotal", 0.1, 0.2, 0.3), 0.6000000000000001),
        (call("rowmissing", 1, Missing(), "a", Missing()), 2),
        (call("rowvalid", 1, Missing(), "", Missing()), 2),
        (call("rowconcat", "a", Missing(), 1, " ", 2.5), "a1 2.5"),
        (call("rowconcat", Missing()), ""),
    ],
    "text": [
        (call("length", "blåbær"), 6),
        (call("length", ""), 0),
        (call("string", 1234567.8914), "1234567.891"),
        (call("string", 2), "2"),
        (call("string", Negative(node(0))), "0"),
        (call("string", 0.1), "0.1"),
        (call("string", 1e10), "1e+10"),
        (call("lower", "ABCÆØÅ1"), "abcÆØÅ1"),
        (call("upper", "abcæøå1"), "ABCæøå1"),
        (call("trim", "  a b  "), "a b"),
        (call("ltrim", "  a "), "a "),
        (call("rtrim", " a  "), " a"),
        (call("trim", "\t a\n"), "\t a\n"),
        (call("substr", "y32ssx", -3, 2), "ss"),
        (call("substr", "0301", 1, 2), "03"),
        (call("substr", "æøå", 2, 5), "øå"),
        (call("substr", "abc", -5, 4), "abc"),
        (call("substr", "abc", 0, 2), "ab"),
        (call("substr", "abc", 4, 2), ""),
        (call("substr", "abc", 2, 0), ""),
        (call("substr", "abc", 2, -1), ""),
        (call("substr", "abc", 1.9, 1.9), "a"),
        (call("substr", "abc", 1e300, 1), ""),
        (call("substr", "abc", -1e300, 1e300), "abc"),
        (call("substr", "abc", Missing(), 1), None),
        (call("substr", "abc", 1, Missing()), None),
        (call("startswith", "0301", "03"), 1),
        (call("startswith", "0301", ""), 1),
        (call("endswith", "0301", "03"), 0),
        (call("endswith", "0301", Missing()), None),
        (call("startswith", "a%b", "a_"), 0),
    ],
    "lists and ranges": [
        (call("inlist", 2, 1, 2, 3), 1),
        (call("inlist", 4, 1, 2, 3), 0),
        (call("inlist", "b", "a", "b"), 1),
        (call("inlist", Missing(), Missing()), 0),
        (call("inlist", 1, Missing(), 1), 1),
        (call("inlist", 1, Missing(), 2), 0),
        (call("inlist", col("x"), 1, col("x")), 1),
        (call("inrange", 1, 1, 2), 1),
        (call("inrange", 2, 1, 2), 1),
        (call("inrange", 2.1, 1, 2), 0),
        (call("inrange", 1, 2, 1), 0),
        (call("inrange", Missing(), 1, 2), 0),
        (call("inrange", 1, Missing(), 2), 0),
        (Not(call("inrange", Missing(), 1, 2)), 1),
    ],
}


def small_world() -> World:
    """Make the world that the cases speak of."""
    return World.of(1).add("x", [7]).add("gone", [None], kind=ValueType.DECIMAL)


def faults(engine: Engine, world: World, subject: str) -> list[tuple[int, object, object]]:
    """Give the cases of a subject that an engine answers wrongly: number, answer, expectation."""
    dataset = world.dataset("x", "gone")
    cases = CASES[subject]
    for place, (expression, _) in enumerate(cases):
        dataset = dataset.then(Assign(f"case{place}", expression))
    request = CellRequest(dataset, tuple(f"case{place}" for place in range(len(cases))))
    found = [values[0] for values in engine.cells(request, limit=1).coordinates]
    expected = [float(value) if isinstance(value, int) else value for _, value in cases]
    return [
        (place, got, wanted)
        for place, (got, wanted) in enumerate(zip(found, expected, strict=True))
        if repr(got) != repr(wanted)
    ]
