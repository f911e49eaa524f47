"""The functions of the language with the form they are written in and an example each.

The examples are run by a test on every engine. What a function gives stands in ``texts/functions.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folkekommune.texts import Language, text


@dataclass(frozen=True)
class FunctionPage:
    """How a function is written, and an example with what it gives.

    :param result: as text; empty where the example speaks of variables.
    """

    form: str
    example: str
    result: str = ""


def _page(form: str, example: str, result: str = "") -> tuple[str, FunctionPage]:
    return form.split("(", maxsplit=1)[0], FunctionPage(form, example, result)


FUNCTION_PAGES: Mapping[str, FunctionPage] = dict(
    (
        # Dates
        _page("date(year, month, day)", "date(2015, 12, 31)", "16800"),
        _page("isoformatdate(day)", "isoformatdate(16800)", "2015-12-31"),
        _page("day(day)", "day(16800)", "31"),
        _page("month(day)", "month(16800)", "12"),
        _page("week(day)", "week(16800)", "53"),
        _page("year(day)", "year(16800)", "2015"),
        _page("halfyear(day)", "halfyear(16800)", "2"),
        _page("quarter(day)", "quarter(16800)", "4"),
        _page("dow(day)", "dow(0)", "4"),
        _page("doy(day)", "doy(16800)", "365"),
        # Probability
        _page("binomial(n, k, p)", "binomial(10, 3, 0.4)", "0.3822806016"),
        _page("binomialp(n, k, p)", "binomialp(10, 3, 0.4)", "0.214990848"),
        _page("binomialtail(n, k, p)", "binomialtail(10, 3, 0.4)", "0.8327102464"),
        _page("normal(x)", "normal(1.96)", "0.9750021049"),
        _page("normalden(x [, mean [, sd]])", "normalden(1)", "0.2419707245"),
        _page("t(x, df)", "t(2.1, 7)", "0.9630644019"),
        _page("tden(x, df)", "tden(2.1, 7)", "0.0545381834"),
        _page("ttail(x, df)", "ttail(2.1, 7)", "0.03693559811"),
        _page("invt(p, df)", "invt(0.975, 7)", "2.364624252"),
        _page("invttail(p, df)", "invttail(0.025, 7)", "2.364624252"),
        _page("nt(x, df, lambda)", "nt(2.1, 7, 1)", "0.8154780812"),
        _page("ntden(x, df [, lambda])", "ntden(2.1, 7)", "0.0545381834"),
        _page("nttail(x, df, lambda)", "nttail(2.1, 7, 1)", "0.1845219188"),
        _page("invnttail(p, df, lambda)", "invnttail(0.1, 7, 1)", "2.644780007"),
        _page("F(x, df1, df2)", "F(2.5, 3, 20)", "0.9111562481"),
        _page("Fden(x, df1, df2)", "Fden(2.5, 3, 20)", "0.08726574418"),
        _page("Ftail(x, df1, df2)", "Ftail(2.5, 3, 20)", "0.08884375194"),
        _page("invF(p, df1, df2)", "invF(0.9, 3, 20)", "2.380087051"),
        _page("invFtail(p, df1, df2)", "invFtail(0.1, 3, 20)", "2.380087051"),
        _page("nF(x, df1, df2, lambda)", "nF(2.5, 3, 20, 2)", "0.7535447207"),
        _page("nFden(x, df1, df2, lambda)", "nFden(2.5, 3, 20, 2)", "0.1651799349"),
        _page("nFtail(x, df1, df2, lambda)", "nFtail(2.5, 3, 20, 2)", "0.2464552793"),
        _page("invnFtail(p, df1, df2, lambda)", "invnFtail(0.1, 3, 20, 2)", "3.852737027"),
        _page("chi2(x, df)", "chi2(3.84, 1)", "0.9499564788"),
        _page("chi2den(x, df)", "chi2den(3.84, 3)", "0.1146120479"),
        _page("chi2tail(x, df)", "chi2tail(3.84, 1)", "0.05004352125"),
        _page("invchi2(p, df)", "invchi2(0.95, 1)", "3.841458821"),
        _page("invchi2tail(p, df)", "invchi2tail(0.05, 1)", "3.841458821"),
        _page("nchi2(x, df, lambda)", "nchi2(5, 3, 2)", "0.5934051801"),
        _page("nchi2den(x, df, lambda)", "nchi2den(5, 3, 2)", "0.1004419818"),
        _page("nchi2tail(x, df, lambda)", "nchi2tail(5, 3, 2)", "0.4065948199"),
        _page("betaden(x, a, b)", "betaden(0.3, 2, 5)", "2.1609"),
        _page("ibeta(x, a, b)", "ibeta(0.3, 2, 5)", "0.579825"),
        _page("ibetatail(x, a, b)", "ibetatail(0.3, 2, 5)", "0.420175"),
        _page("invibeta(p, a, b)", "invibeta(0.3, 2, 5)", "0.1818034713"),
        _page("invibetatail(p, a, b)", "invibetatail(0.3, 2, 5)", "0.3603576904"),
        # Mathematics
        _page("abs(x)", "abs(-2.5)", "2.5"),
        _page("acos(x)", "acos(1)", "0"),
        _page("asin(x)", "asin(1)", "1.570796327"),
        _page("atan(x)", "atan(1)", "0.7853981634"),
        _page("cos(x)", "cos(2 * pi())", "1"),
        _page("sin(x)", "sin(0)", "0"),
        _page("tan(x)", "tan(1)", "1.557407725"),
        _page("ceil(x)", "ceil(-17.3)", "-17"),
        _page("floor(x)", "floor(-8.6)", "-9"),
        _page("int(x)", "int(-17.6)", "-17"),
        _page("round(x [, multiple])", "round(7.321, 0.01)", "7.32"),
        _page("sqrt(x)", "sqrt(9)", "3"),
        _page("exp(x)", "exp(1)", "2.718281828"),
        _page("ln(x)", "ln(10)", "2.302585093"),
        _page("log10(x)", "log10(1000)", "3"),
        _page("lnfactorial(x)", "lnfactorial(10)", "15.10441257"),
        _page("logit(p)", "logit(0.75)", "1.098612289"),
        _page("comb(n, k)", "comb(10, 3)", "120"),
        _page("pi()", "pi()", "3.141592654"),
        _page("quantile(x, groups)", "quantile(vekt, 4)"),
        # Over several variables in a row
        _page("rowmax(x, …)", "rowmax(3, 1, 2)", "3"),
        _page("rowmin(x, …)", "rowmin(3, 1, 2)", "1"),
        _page("rowmean(x, …)", "rowmean(1, ., 4)", "2.5"),
        _page("rowmedian(x, …)", "rowmedian(1, 9, 2, 4)", "3"),
        _page("rowtotal(x, …)", "rowtotal(1, ., 3)", "4"),
        _page("rowstd(x, …)", "rowstd(2, 4)", "1.414213562"),
        _page("rowconcat(x, …)", "rowconcat('4601', '-', 7)", "4601-7"),
        _page("rowmissing(x, …)", "rowmissing(1, ., 3)", "1"),
        _page("rowvalid(x, …)", "rowvalid(1, ., 3)", "2"),
        # Text
        _page("length(text)", "length('blåbær')", "6"),
        _page("string(x)", "string(12.5)", "12.5"),
        _page("lower(text)", "lower('Abc')", "abc"),
        _page("upper(text)", "upper('Abc')", "ABC"),
        _page("startswith(text, beginning)", "startswith('0301', '03')", "1"),
        _page("endswith(text, end)", "endswith('0301', '03')", "0"),
        _page("substr(text, position, length)", "substr('y32ssx', -3, 2)", "ss"),
        _page("ltrim(text)", "ltrim('  a')", "a"),
        _page("rtrim(text)", "rtrim('a  ')", "a"),
        _page("trim(text)", "trim('  a  ')", "a"),
        # Logic
        _page("inlist(x, value, …)", "inlist(2, 1, 2, 3)", "1"),
        _page("inrange(x, low, high)", "inrange(4, 1, 3)", "0"),
        _page("sysmiss(x)", "sysmiss(.)", "1"),
        # Labels
        _page("label_to_code(variable, 'label')", "label_to_code(amming, 'Ammes ikke')"),
        _page("inlabels(variable, 'label', …)", "inlabels(amming, 'Fullammes', 'Delvis ammet')"),
        _page("labelcontains(variable, 'text')", "labelcontains(amming, 'ammet')"),
        # Binding procedures
        _page("date_fmt(year [, month [, day]])", "to_str(date_fmt(2020))", "2020-01-01"),
        _page("to_int('text')", "to_int('100')", "100"),
        _page("to_str(x)", "to_str(100)", "100"),
        _page("to_symbol('name')", "rowmax(1, to_symbol('everyone'))", "1"),
        _page("bind(name)", "bind(kpi ++ $aar)"),
    )
)
"""By name, in the order of the language's own list."""


def function_markdown(name: str, language: Language) -> str:
    """Write the help of a function as Markdown; without a name the list of functions."""
    if not name:
        heading = text("script.heading-functions", language)
        lines = [f"- `{page.form}` – {_meaning(each, language)}" for each, page in FUNCTION_PAGES.items()]
        return "\n".join([f"## {heading}", "", *lines])
    page = FUNCTION_PAGES[name]
    example = f"{page.example} = {page.result}" if page.result else page.example
    heading = text("script.heading-example", language)
    return "\n".join(
        [f"## {page.form}", "", _meaning(name, language), "", f"### {heading}", "", "```", example, "```"]
    )


def _meaning(name: str, language: Language) -> str:
    return text(f"functions.{name}", language)
