"""Native functions of Excel by what the embedded engine may be trusted with.

Proven: the engine agrees with Excel's documentation and with LibreOffice on the formulas that the tests put to both.
Kept: the engine knows the function, but not as Excel does; such formulas keep their saved value and are reported. So
do formulas of functions that are named in neither list. ``CONDITIONS`` hold for uses of proven functions that are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]
Condition = Callable[[Sequence[Node]], str | None]

# Functions that are ours throughout (see ``uncertain_calls``).
OF_OURS = frozenset(
    """ACCRINT ACCRINTM AMORLINC BIN2DEC BIN2HEX BIN2OCT CHISQ.TEST CHITEST COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD
    COUPNUM COUPPCD DEC2BIN DEC2HEX DEC2OCT DISC DOLLARDE DURATION FVSCHEDULE HEX2BIN HEX2DEC HEX2OCT INTRATE
    MDETERM MDURATION MINVERSE MMULT MUNIT OCT2BIN OCT2DEC OCT2HEX PERCENTOF PERMUTATIONA PRICE PRICEDISC
    PRICEMAT PROB RECEIVED VDB YIELD YIELDDISC YIELDMAT""".split()
)
PROVEN = OF_OURS | frozenset(
    """ABS ACOS ACOSH ACOT ACOTH ADDRESS AGGREGATE ANCHORARRAY AND ARABIC ASC ASIN ASINH ATAN ATAN2 ATANH AVEDEV AVERAGE
    AVERAGEA AVERAGEIF AVERAGEIFS BASE BESSELI BESSELJ BESSELK BESSELY BETA.DIST BETA.INV BETADIST BETAINV
    BINOM.DIST BINOM.INV BINOMDIST BITAND BITLSHIFT BITOR BITRSHIFT BITXOR CEILING CEILING.MATH CEILING.PRECISE
    CHAR CHIDIST CHIINV CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHOOSE CHOOSECOLS CHOOSEROWS CLEAN CODE
    COLUMN COLUMNS COMBIN COMBINA CONCAT CONCATENATE CONFIDENCE CONFIDENCE.NORM CONFIDENCE.T CONVERT CORREL COS
    COSH COT COTH COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS COVAR COVARIANCE.P COVARIANCE.S CRITBINOM CSC CSCH
    CUMIPMT CUMPRINC DATE DATEDIF DATEVALUE DAVERAGE DAY DAYS DAYS360 DB DCOUNT DCOUNTA DDB DECIMAL DEGREES DELTA
    DEVSQ DGET DMAX DMIN DOLLARFR DPRODUCT DROP DSTDEV DSTDEVP DSUM DVAR DVARP EDATE EFFECT EOMONTH ERF
    ERF.PRECISE ERFC ERFC.PRECISE ERROR.TYPE EVEN EXACT EXP EXPAND EXPON.DIST EXPONDIST F.DIST F.DIST.RT F.INV
    F.INV.RT F.TEST FACT FACTDOUBLE FALSE FDIST FILTER FIND FINV FISHER FISHERINV FIXED FLOOR FLOOR.MATH
    FLOOR.PRECISE FORECAST FORECAST.LINEAR FREQUENCY FTEST FV GAMMA GAMMA.DIST GAMMA.INV GAMMADIST GAMMAINV
    GAMMALN GAMMALN.PRECISE GAUSS GCD GEOMEAN GESTEP GROWTH HARMEAN HLOOKUP HOUR HSTACK HYPERLINK HYPGEOM.DIST
    HYPGEOMDIST IF IFERROR IFNA IFS IMABS IMAGINARY IMARGUMENT IMREAL INDEX INDIRECT INT INTERCEPT IPMT IRR
    ISBLANK ISERR ISERROR ISEVEN ISFORMULA ISLOGICAL ISNA ISNONTEXT ISNUMBER ISODD ISOWEEKNUM ISPMT ISREF ISTEXT
    KURT LARGE LCM LEFT LEN LET LINEST LN LOG LOG10 LOGEST LOGINV LOGNORM.DIST LOGNORM.INV LOGNORMDIST LOOKUP
    LOWER MATCH MAX MAXA MAXIFS MEDIAN MID MIN MINA MINIFS MINUTE MIRR MOD MODE MODE.MULT MODE.SNGL MONTH MROUND
    MULTINOMIAL N NA NEGBINOM.DIST NEGBINOMDIST NETWORKDAYS NETWORKDAYS.INTL NOMINAL NORM.DIST NORM.INV
    NORM.S.DIST NORM.S.INV NORMDIST NORMINV NORMSDIST NORMSINV NOT NOW NPER NPV NUMBERVALUE ODD OFFSET OR
    PDURATION PEARSON PERCENTILE PERCENTILE.EXC PERCENTILE.INC PERCENTRANK PERCENTRANK.EXC PERCENTRANK.INC PERMUT
    PHI PI PMT POISSON POISSON.DIST POWER PPMT PRODUCT PROPER PV QUARTILE QUARTILE.EXC QUARTILE.INC QUOTIENT
    RADIANS RANK RANK.AVG RANK.EQ RATE REPLACE REPT RIGHT ROMAN ROUND ROUNDDOWN ROUNDUP ROW ROWS RRI RSQ SEARCH
    SEC SECH SECOND SEQUENCE SERIESSUM SHEET SHEETS SIGN SIN SINH SKEW SKEW.P SLN SLOPE SMALL SORT SORTBY SQRT
    SQRTPI STANDARDIZE STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA STEYX SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS
    SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2 SUMXMY2 SWITCH SYD T T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE
    TAN TANH TBILLEQ TBILLPRICE TBILLYIELD TDIST TEXT TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TIME TIMEVALUE TINV
    TOCOL TODAY TOROW TRANSPOSE TREND TRIM TRIMMEAN TRUE TRUNC TTEST TYPE UNICHAR UNICODE UNIQUE UPPER VALUE VAR
    VAR.P VAR.S VARA VARP VARPA VLOOKUP VSTACK WEEKDAY WEEKNUM WEIBULL WEIBULL.DIST WORKDAY WORKDAY.INTL WRAPCOLS
    WRAPROWS XIRR XLOOKUP XMATCH XNPV XOR YEAR YEARFRAC Z.TEST ZTEST""".split()
)
# Functions of single values that Excel computes element by element where they are given a range or an array. Not those
# that came with the Analysis ToolPak, which refuse ranges.
OF_SINGLE_VALUES = frozenset(
    """ABS ACOS ACOSH ASIN ASINH ATAN ATAN2 ATANH CEILING CHAR CLEAN CODE CONCATENATE COS COSH DATE DAY DEGREES EVEN
    EXACT EXP FACT FIND FLOOR HOUR INT ISBLANK ISERR ISERROR ISLOGICAL ISNA ISNONTEXT ISNUMBER ISTEXT LEFT LEN LN
    LOG LOG10 LOWER MID MINUTE MOD MONTH NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NORMDIST NORMINV NORMSDIST
    NORMSINV NOT ODD POWER PROPER RADIANS REPLACE REPT RIGHT ROUND ROUNDDOWN ROUNDUP SEARCH SECOND SIGN SIN SINH
    SQRT SUBSTITUTE TAN TANH TEXT TIME TRIM TRUNC UPPER VALUE WEEKDAY YEAR""".split()
)
# Those that give the place of every cell of a range.
OF_PLACES = frozenset({"COLUMN", "ROW"})
_RANDOM = "gives another value at each calculation"
_COMPLEX = "writes complex numbers with more digits than Excel"
_PLACE = "depends on where the workbook is open"
KEPT: Mapping[str, str] = {
    **dict.fromkeys(("RAND", "RANDARRAY", "RANDBETWEEN"), _RANDOM),
    **dict.fromkeys(("CELL", "INFO", "FORMULATEXT"), _PLACE),
    **dict.fromkeys(("BAHTTEXT", "DOLLAR"), "depends on the language of the system"),
    **dict.fromkeys(
        """COMPLEX IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMPRODUCT IMSEC
        IMSECH IMSIN IMSINH IMSQRT IMSUB IMSUM IMTAN""".split(),
        _COMPLEX,
    ),
    **dict.fromkeys(("BYCOL", "BYROW", "LAMBDA", "MAKEARRAY", "MAP", "REDUCE", "SCAN"), "calls a LAMBDA"),
}

# Functions of Excel that the engine does not know, or that nobody has proven.
UNPROVEN = frozenset(
    """AMORDEGRC AREAS ARRAYTOTEXT CALL CUBEKPIMEMBER CUBEMEMBER CUBEMEMBERPROPERTY CUBERANKEDMEMBER CUBESET
    CUBESETCOUNT CUBEVALUE DBCS DETECTLANGUAGE ECMA.CEILING ENCODEURL EUROCONVERT FIELDVALUE FILTERXML FINDB
    FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT GETPIVOTDATA GROUPBY IMAGE
    ISO.CEILING ISOMITTED JIS LEFTB LENB MIDB ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PHONETIC PIVOTBY PY
    REGEXEXTRACT REGEXREPLACE REGEXTEST REGISTER.ID REPLACEB RIGHTB RTD SEARCHB SINGLE SQL.REQUEST STOCKHISTORY
    TRANSLATE TRIMRANGE VALUETOTEXT WEBSERVICE YEN""".split()
)

_NUMBER_FORMAT = re.compile(
    r"""[$€£]?\(?(?:\#,\#\#|\#*)[0\#]*(?:\.[0\#]+)?,{0,2}%?\)?(?:\\?[KM]|[ ]?"[^"]*"|[ ])*""", re.VERBOSE
)
_DATE_FORMAT = re.compile(r"""(?:d{1,4}|m{1,5}|yyyy|yy|h{1,2}|s{1,2}|AM/PM|\[h\]|[-/:., ]|"[^"]*")+""", re.IGNORECASE)
_COUNTS_HOURS_TWICE = re.compile(r"\[h\].*h|h.*\[h\]", re.IGNORECASE)  # of what has gone by, and of the day
_QUOTED = re.compile(r'"[^"]*"')
_DATEDIF_UNITS = ("Y", "M", "D", "YM")
FIRST_RANKED = 14  # kind of AGGREGATE: from it on they take an array, and a rank in it
_FIRST_OPTION = 4  # of AGGREGATE, from which on no subtotals among the cells are left out
_GIVE_RANGES = frozenset({"CHOOSE", "IF", "INDEX", "INDIRECT", "OFFSET"})
_TWO = 2
_THREE = 3
_SEVEN = 7


def _literal(node: Node) -> Any:  # noqa: ANN401  # whatever a formula can hold
    return node["value"] if node["node_type"] == "Literal" else None


def _step(arguments: Sequence[Node]) -> str | None:
    """Not to a multiple that is computed, negative, or no binary fraction such as 0.1."""
    step = _literal(arguments[1]) if len(arguments) > 1 else None
    exact = isinstance(step, (int, float)) and step > 0 and float(step * 1024).is_integer()
    return None if exact else "to a multiple that is no positive, binary number in the formula itself"


def _two_arguments(arguments: Sequence[Node]) -> str | None:
    """Not of more than two numbers."""
    return "of more than two numbers" if len(arguments) > _TWO else None


def _without_mode(arguments: Sequence[Node]) -> str | None:
    """Not with a mode."""
    return "with a mode" if len(arguments) > _TWO else None


def _holidays(position: int) -> Condition:
    def condition(arguments: Sequence[Node]) -> str | None:
        """Not with holidays that are no range."""
        if any(argument["node_type"] == "Omitted" for argument in arguments[_TWO:]):
            return "with an argument left out"
        given = len(arguments) > position and arguments[position]["node_type"] != "Reference"
        return "with holidays that are no range" if given else None

    return condition


def _text_format(arguments: Sequence[Node]) -> str | None:
    """Not of a truth value, nor with a computed format or one of exponents, fractions or signs between digits."""
    if (of_truth := _no_truth_value(arguments)) is not None:
        return of_truth
    if len(arguments) > 1 and arguments[1]["node_type"] == "Reference":
        return None  # what the cell holds, ``argument_contents`` looks at
    shape = _literal(arguments[1]) if len(arguments) > 1 else None
    if not isinstance(shape, str):
        return "with a format that is computed in the formula"
    if not shape:
        return "with an empty format"
    return None if shape == "@" or is_usual_format(shape) else "with an unusual format"


def is_usual_format(shape: str) -> bool:
    """Tell whether TEXT can be trusted with a format of numbers or dates."""
    sections = (section[1:] if section[:1] in ("+", "-") else section for section in shape.split(";"))
    is_of_dates = _DATE_FORMAT.fullmatch(shape) is not None and not _COUNTS_HOURS_TWICE.search(_QUOTED.sub("", shape))
    return is_of_dates or (bool(shape) and all(map(_NUMBER_FORMAT.fullmatch, sections)))


def _without_method(arguments: Sequence[Node]) -> str | None:
    """Not with a method of calculation, or an argument left out."""
    return "with a method of calculation" if len(arguments) > _SEVEN else _complete(arguments)


def _unit(arguments: Sequence[Node]) -> str | None:
    """Not with a unit other than "y", "m", "d" and "ym"."""
    unit = _literal(arguments[2]) if len(arguments) > _TWO else None
    known = isinstance(unit, str) and unit.upper() in _DATEDIF_UNITS
    return None if known else 'with a unit other than "y", "m", "d" and "ym"'


def is_ranked(arguments: Sequence[Node]) -> bool:
    """Tell whether AGGREGATE is asked for a rank in an array."""
    kind = _literal(arguments[0]) if arguments else None
    return isinstance(kind, (int, float)) and kind >= FIRST_RANKED


def _aggregate(arguments: Sequence[Node]) -> str | None:
    """Not of a computed kind, of a computed array that is not ranked, nor ranked with an option below 4."""
    kind, option = (_literal(one) for one in (*arguments, *[{"node_type": "Omitted"}] * 2)[:2])
    if not isinstance(kind, (int, float)):
        return "of a computed kind"
    if kind < FIRST_RANKED:
        computed = any(one["node_type"] not in ("Reference", "Function") for one in arguments[2:])
        named = (str(one.get("name")).upper() for one in arguments[2:] if one["node_type"] == "Function")
        return "of a computed array" if computed or not _GIVE_RANGES.issuperset(named) else None
    known = isinstance(option, (int, float)) and option >= _FIRST_OPTION
    return None if known else "by rank with an option below 4"


def _plain_ranges(arguments: Sequence[Node]) -> str | None:
    """Not in a computed array."""
    plain = all(argument["node_type"] in ("Reference", "Array") for argument in arguments[1:])
    return None if plain else "in a computed array"


def _exact_or_in_a_range(list_at: int, mode_at: int) -> Condition:
    def condition(arguments: Sequence[Node]) -> str | None:
        """Not for the next smaller or larger in a computed array."""
        if len(arguments) <= mode_at or _literal(arguments[mode_at]) in (0, _TWO):
            return None
        if arguments[mode_at]["node_type"] == "Omitted" or arguments[list_at]["node_type"] == "Reference":
            return None
        return "for the next smaller or larger in a computed array"

    return condition


def _one_range(arguments: Sequence[Node]) -> str | None:
    """Not of more than one range."""
    return "of more than one range" if len(arguments) > 1 else None


def _no_text(arguments: Sequence[Node]) -> str | None:
    """Not of a text in the formula itself."""
    return "of a text in the formula" if any(isinstance(_literal(one), str) for one in arguments) else None


def _no_text_as_test(arguments: Sequence[Node]) -> str | None:
    """Not with a text as test."""
    return "with a text as test" if arguments and isinstance(_literal(arguments[0]), str) else None


def _complete(arguments: Sequence[Node]) -> str | None:
    """Not with an argument left out."""
    return "with an argument left out" if any(one["node_type"] == "Omitted" for one in arguments) else None


def _no_error(arguments: Sequence[Node]) -> str | None:
    """Not of an error in the formula itself."""
    return "of an error" if any(str(_literal(one)).startswith("#") for one in arguments) else None


def _no_truth_value(arguments: Sequence[Node]) -> str | None:
    """Not of a truth value."""
    first = arguments[0] if arguments else {"node_type": "Omitted"}
    compares = first["node_type"] == "BinaryOp" and first["operator"] in ("=", "<>", "<", ">", "<=", ">=")
    return "of a truth value" if compares or isinstance(_literal(first), bool) else None


def _no_number_beside(arguments: Sequence[Node]) -> str | None:
    """Not of a number beside ranges."""
    beside = len(arguments) > 1 and any(one["node_type"] == "Literal" for one in arguments)
    return "of a number beside ranges" if beside else None


def _no_quotient_as_criterion(arguments: Sequence[Node]) -> str | None:
    """Not with a quotient as criterion."""
    quotient = any(one["node_type"] == "BinaryOp" and one["operator"] == "/" for one in arguments[1::_TWO])
    return "with a quotient as criterion" if quotient else None


CONDITIONS: Mapping[str, Condition] = {
    **dict.fromkeys(OF_OURS, _complete),
    "ACCRINT": _without_method,
    "AGGREGATE": _aggregate,
    "AVERAGEA": _no_text,
    "CEILING.MATH": _without_mode,
    "COUNT": _no_error,
    "COUNTIF": _no_quotient_as_criterion,
    "COUNTIFS": _no_quotient_as_criterion,
    "DATEDIF": _unit,
    "FLOOR.MATH": _without_mode,
    "GCD": _two_arguments,
    "IF": _no_text_as_test,
    "LCM": _two_arguments,
    "LEFT": _no_truth_value,
    "LOOKUP": _plain_ranges,
    "MODE": _one_range,
    "MODE.SNGL": _one_range,
    "MROUND": _step,
    "NETWORKDAYS": _holidays(_TWO),
    "NETWORKDAYS.INTL": _holidays(_THREE),
    "REPT": _no_truth_value,
    "RIGHT": _no_truth_value,
    "SUMPRODUCT": _no_number_beside,
    "TEXT": _text_format,
    "WORKDAY": _holidays(_TWO),
    "WORKDAY.INTL": _holidays(_THREE),
    "XLOOKUP": _exact_or_in_a_range(1, 4),
    "XMATCH": _exact_or_in_a_range(1, _TWO),
}


def is_foreign(function: str) -> bool:
    """Tell whether a function (in capitals) is none of Excel: of an add-in, of another program, of a macro."""
    return function not in PROVEN and function not in KEPT and function not in UNPROVEN


def reason_to_keep(function: str) -> str | None:
    """Why formulas of a native function keep their saved value, or None where it is proven."""
    return None if function in PROVEN else KEPT.get(function, "not known to the engine, or not proven")
