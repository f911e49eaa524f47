"""The command words of the language: microdata.no's 82, in the order of its manual."""

from __future__ import annotations

COMMAND_WORDS: tuple[str, ...] = (
    # Databank and data sets
    "require",
    "create-dataset",
    "delete-dataset",
    "use",
    "clone-dataset",
    "clone-units",
    "rename-dataset",
    "reshape-to-panel",
    "reshape-from-panel",
    # Import and data management
    "import",
    "import-event",
    "import-panel",
    "generate",
    "replace",
    "recode",
    "rename",
    "clone-variables",
    "drop",
    "keep",
    "destring",
    "define-labels",
    "assign-labels",
    "drop-labels",
    "list-labels",
    "collapse",
    "aggregate",
    "merge",
    "sample",
    # Descriptive tables
    "summarize",
    "summarize-panel",
    "tabulate",
    "tabulate-panel",
    # Analysis
    "correlate",
    "ci",
    "anova",
    "normaltest",
    "transitions-panel",
    # Graphics
    "barchart",
    "boxplot",
    "histogram",
    "piechart",
    "hexbin",
    "sankey",
    "coefplot",
    # Regression
    "regress",
    "regress-predict",
    "logit",
    "logit-predict",
    "probit",
    "probit-predict",
    "mlogit",
    "mlogit-predict",
    "poisson",
    "poisson-predict",
    "negative-binomial",
    "negative-binomial-predict",
    "ivregress",
    "ivregress-predict",
    "regress-panel",
    "regress-panel-predict",
    "regress-panel-diff",
    "hausman",
    "oaxaca",
    "rdd",
    "regress-mml",
    "regress-mml-predict",
    # Survival
    "kaplan-meier",
    "weibull",
    "cox",
    # Bindings and loops
    "let",
    "for",
    "end",
    # Support
    "help",
    "help-function",
    "variables",
    "history",
    "save",
    "load",
    "edit",
    "clear",
    "textblock",
    "configure",
)

EXTENSION_WORDS: tuple[str, ...] = ("linechart", "map")
"""Commands of our own, which work after ``configure folkekommune``."""

CLOSING_WORDS: tuple[str, ...] = ("endblock",)

FUNCTION_WORDS: tuple[str, ...] = (
    # Dates
    *("date", "isoformatdate", "day", "month", "week", "year", "halfyear", "quarter", "dow", "doy"),
    # Probability
    *("binomial", "binomialp", "binomialtail", "normal", "normalden"),
    *("t", "tden", "ttail", "invt", "invttail", "nt", "ntden", "nttail", "invnttail"),
    *("F", "Fden", "Ftail", "invF", "invFtail", "nF", "nFden", "nFtail", "invnFtail"),
    *("chi2", "chi2den", "chi2tail", "invchi2", "invchi2tail", "nchi2", "nchi2den", "nchi2tail"),
    *("betaden", "ibeta", "ibetatail", "invibeta", "invibetatail"),
    # Mathematics
    *("abs", "acos", "asin", "atan", "cos", "sin", "tan", "ceil", "floor", "int", "round", "sqrt", "exp"),
    *("ln", "log10", "lnfactorial", "logit", "comb", "pi", "quantile"),
    # Over several variables in a row
    *(
        "rowmax",
        "rowmin",
        "rowmean",
        "rowmedian",
        "rowtotal",
        "rowstd",
        "rowconcat",
        "rowmissing",
        "rowvalid",
    ),
    # Text
    *("length", "string", "lower", "upper", "startswith", "endswith", "substr", "ltrim", "rtrim", "trim"),
    # Logic
    *("inlist", "inrange", "sysmiss"),
    # Labels
    *("label_to_code", "inlabels", "labelcontains"),
    # Binding procedures
    *("date_fmt", "to_int", "to_str", "to_symbol", "bind"),
)
"""The functions of the language: microdata.no's 96."""
