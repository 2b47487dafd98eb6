"""Templates made by the grammar of the language: every tag, operator and way of writing, right and slightly wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from wavetank.pebble.catalogue import FILTERS, FUNCTIONS, TESTS
from wavetank.pebble.precedence import BINARY

VARIABLES = {
    "a": {"b": [1, 2.5, None, "x"], "c": "text", "in": 7, "is": {"x": 1}},
    "n": 3,
    "s": "2024-01-31",
    "nothing": None,
    "yes": True,
    "l": [3, 1, 2],
    "m": {"k": "v", "q'": 1},
}
# Their results differ from call to call, or take long.
CHANCE = {"http", "id", "ksuid", "nanoId", "now", "randomInt", "randomPort", "uuid", "encrypt", "isPublicHoliday"}
SAFE_CALLS = sorted(set(FUNCTIONS) - CHANCE)
BLANK = st.sampled_from([" ", "", "  ", "\n"])
NAMES = ["a", "n", "s", "l", "m", "nothing", "yes", "missing", "x", "y", "loop", "set_one", "self", "é"]
KEYS = ["b", "c", "k", "in", "is", "not", "contains", "true", "index", "length", "missing", "x"]
TARGETS = ["x", "y", "n", "loop", "set_one"]
texts = st.text(alphabet="ab{}%# \n-'\"\\.é", max_size=8)
plain_texts = st.text(alphabet="ab }%\n-'\"{", max_size=6).filter(
    lambda text: not any(mark in text for mark in ("{{", "{%", "{#"))
)


def single_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def double_quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("#", "") + '"'


def call(name, arguments):
    return f"{name}({', '.join(arguments)})"


def interpolated(inner):
    part = st.sampled_from(["", "t", "#", "it's", "\\\\"]) | inner.map(lambda text: f"#{{{text}}}")
    return st.lists(part, min_size=1, max_size=4).map(lambda parts: f'"{"".join(parts)}"')


numbers = st.sampled_from(
    ["0", "1", "2", "12L", "2.5", "1.50", "100000000000000000000.0", "0.00001", "9223372036854775807"]
)
atoms = st.one_of(
    st.sampled_from(NAMES),
    numbers,
    texts.map(single_quoted),
    texts.map(double_quoted),
    st.sampled_from(["true", "FALSE", "null", "NONE", "[]", "{}"]),
)


@st.composite
def arguments(draw, inner, names=("x",)):
    """Some arguments, the last of them perhaps by name; too many now and then."""
    positional = draw(st.lists(inner, max_size=3))
    named = draw(st.lists(st.sampled_from([*names, "x"]), max_size=2, unique=True)) if names else []
    return [*positional, *(f"{name} = {draw(inner)}" for name in named)]


@st.composite
def called(draw, inner, known, names):
    name = draw(st.sampled_from(names))
    builtin = known.get(name)
    parameters = builtin.parameters if builtin else ()
    written = draw(arguments(inner, parameters)) if draw(st.booleans()) else []
    return call(name, written) if written or draw(st.booleans()) else name


def filtered(inner):
    return called(inner, FILTERS, [*FILTERS, "nope"])


def tested(inner):
    return called(inner, TESTS, [*TESTS, "nope"])


def functions(inner):
    named = called(inner, FUNCTIONS, [*SAFE_CALLS, "nope", "macro_one", "macro_two"])
    return named.map(lambda text: text if text.endswith(")") else f"{text}()")


def bigger(inner):
    """Expressions of which `inner` ones are parts: with and without brackets, however they bind."""
    symbols = st.sampled_from(sorted(set(BINARY) - {"|", "is", "is not"}))
    joined = st.tuples(inner, BLANK, symbols, BLANK, inner)
    return st.one_of(
        inner.map(lambda text: f"({text})"),
        joined.map(lambda t: f"{t[0]} {t[2]} {t[4]}" if t[2][0].isalpha() else f"{t[0]}{t[1]}{t[2]}{t[3]}{t[4]}"),
        st.tuples(inner, BLANK, filtered(inner)).map(lambda t: f"{t[0]}{t[1]}|{t[1]}{t[2]}"),
        st.tuples(inner, st.sampled_from(["is", "is not", "is  not"]), tested(inner)).map(" ".join),
        functions(inner),
        st.tuples(inner, inner, inner).map(lambda t: f"{t[0]} ? {t[1]} : {t[2]}"),
        st.tuples(st.sampled_from(["not ", "-", "+", "- "]), inner).map("".join),
        st.tuples(inner, st.sampled_from(KEYS)).map(".".join),
        st.tuples(inner, inner).map(lambda t: f"{t[0]}[{t[1]}]"),
        st.tuples(
            inner, st.sampled_from(["size", "get", "contains", "replace", "nope"]), st.lists(inner, max_size=2)
        ).map(lambda t: f"({t[0]}).{call(t[1], t[2])}"),
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        st.lists(st.tuples(inner, inner).map(" : ".join), max_size=2).map(lambda pairs: f"{{{', '.join(pairs)}}}"),
        interpolated(inner),
        inner.map(lambda text: f"block({text})"),
    )


def sure(inner):
    """Expressions that have a value whenever their parts have one."""
    return st.one_of(
        st.tuples(inner, st.sampled_from(["~", "==", "!=", "??", "???", "in", "not in", "isIn"]), inner).map(" ".join),
        st.tuples(inner, st.sampled_from(["string", "toJson", "className", "default('d')", "json"])).map(" | ".join),
        st.tuples(inner, st.sampled_from(["null", "not null", "defined", "iterable", "map", "equalTo(1)"])).map(
            " is ".join
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"{t[0]} is null ? {t[1]} : {t[2]}"),
        st.tuples(
            st.integers(-9, 9).map(str), st.sampled_from([*"+-*<>", ">=", ".."]), st.integers(-9, 9).map(str)
        ).map(lambda t: f"({' '.join(t)})"),
        st.tuples(inner, inner).map(lambda t: f"not (({t[0]}) == {t[1]}) and true"),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda text: f"({text})"),
        interpolated(inner),
    )


known = st.sampled_from(
    ["a", "a.b", "a['c']", "a.in", "n", "s", "l[0]", "m.k", "m", "nothing", "yes", "1", "2.5", "'t'"]
)
expressions = st.recursive(known, sure, max_leaves=8) | st.recursive(atoms | known, bigger, max_leaves=10)


@st.composite
def tag(draw, content):
    """`{% content %}` with dashes and blanks here and there."""
    left, right = draw(st.sampled_from(["", "", "- "])), draw(st.sampled_from(["", "", " -"]))
    return f"{{%{left}{draw(BLANK)}{content}{draw(BLANK)}{right}%}}"


@st.composite
def prints(draw):
    left, right = draw(st.sampled_from(["", "-"])), draw(st.sampled_from(["", " -"]))
    return f"{{{{{left}{draw(st.sampled_from([' ', '']))}{draw(expressions)} {right}}}}}"


@st.composite
def conditions(draw, body):
    branches = [draw(tag(f"if {draw(expressions)}")) + draw(body)]
    others = draw(st.lists(expressions, max_size=2))
    branches += [draw(tag(f"elseif {other}")) + draw(body) for other in others]
    if draw(st.booleans()):
        branches.append(draw(tag("else")) + draw(body))
    return "".join(branches) + draw(tag("endif"))


@st.composite
def loops(draw, body):
    values = draw(st.sampled_from(["l", "m", "a.b", "[]", "nothing", "[1, [2]]"]) | expressions)
    opening = draw(tag(f"for {draw(st.sampled_from(TARGETS))} in {values}"))
    otherwise = draw(tag("else")) + draw(body) if draw(st.booleans()) else ""
    return opening + draw(body) + otherwise + draw(tag("endfor"))


@st.composite
def filter_blocks(draw, body):
    chain = " | ".join(draw(st.lists(filtered(atoms), min_size=1, max_size=3)))
    return draw(tag(f"filter {chain}")) + draw(body) + draw(tag("endfilter"))


@st.composite
def macros(draw, body):
    defaults = draw(st.lists(st.tuples(st.sampled_from(TARGETS), st.none() | atoms), max_size=3))
    written = [name if default is None else f"{name}={default}" for name, default in defaults]
    opening = draw(tag(call(f"macro {draw(st.sampled_from(['macro_one', 'macro_two']))}", written)))
    return opening + draw(body) + draw(tag("endmacro"))


@st.composite
def blocks(draw, body):
    name = draw(st.sampled_from(["x", "y", "'z'", '"w"', "'it\\'s'"]))
    end = draw(st.sampled_from(["endblock", f"endblock {name}"]))
    return draw(tag(f"block {name}")) + draw(body) + draw(tag(end))


@st.composite
def kept(draw):
    """Blocks whose content is text, whatever stands there."""
    content = draw(st.sampled_from(["{{ n }}", " {% if %} ", "{# x #}", "{", "", "-", "  a\n", "{{ a"]))
    if draw(st.booleans()):
        return f"{{% raw %}}{content.strip()}{{% endraw %}}"
    left, right = draw(st.sampled_from(["", "-"])), draw(st.sampled_from(["", "-"]))
    return f"{{% verbatim %}}{content}{{%{left} endverbatim {right}%}}"


comments = st.sampled_from(["{# note #}", "{#- note -#}", "{##}", "{#-#}", "{# {{ n }} -#}"])
pieces = st.one_of(
    plain_texts,
    prints(),
    comments,
    kept(),
    st.tuples(st.sampled_from(TARGETS), expressions).flatmap(lambda t: tag(f"set {t[0]} = {t[1]}")),
)


def nested(body):
    inside = st.lists(body, max_size=3).map("".join)
    return st.one_of(conditions(inside), loops(inside), filter_blocks(inside), macros(inside), blocks(inside))


templates = st.lists(st.recursive(pieces, nested, max_leaves=6), min_size=1, max_size=4).map("".join)
