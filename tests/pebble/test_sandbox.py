from __future__ import annotations

import os

import pytest

from wavetank.errors import ExpressionError
from wavetank.pebble import render
from wavetank.pebble.attributes import attribute
from wavetank.pebble.missing import MissingError

ESCAPES = (
    "''.__class__",
    "''.__class__.__mro__[1].__subclasses__()",
    "''['__class__']",
    "''[x]",
    "[].__class__.__base__",
    "{}.__class__",
    "self.__init__.__globals__",
    "self._TemplateReference__context",
    "cycler.__init__.__globals__.os.popen('id')",
    "lipsum.__globals__['os']",
    "namespace.__init__.__globals__",
    "joiner.__init__",
    "config.items()",
    "request.application.__globals__",
    "get_flashed_messages.__globals__",
    "url_for.__globals__",
    "().__class__.__bases__[0]",
    "''.format.__globals__",
    "'{0.__class__}'.format(1)",
    "'{0.__class__.__init__.__globals__}' | format(f)",
    "'%s' | attr('__class__')",
    "f.__globals__",
    "f.__code__",
    "f()",
    "f.__call__()",
    "o.secret",
    "o.method()",
    "o['secret']",
    "module.environ",
    "module.system('id')",
    "module.path",
    "l.append(1)",
    "l.clear()",
    "l.__setitem__(0, 1)",
    "m.update({'a': 1})",
    "m.pop('a')",
    "m.__class__",
    "context.environment",
    "environment.filters",
    "loop.__class__",
    "''.getClass()",
    "''.class",
    "''.getClass().forName('java.lang.Runtime')",
    "''.join(l)",
    "''.encode('utf8')",
    "range.__class__",
    "now.__globals__",
    "now().__class__",
    "(1).__class__",
    "1 .real",
    "true.__class__",
    "null.__class__",
    "printContext().__class__",
    "l | map('__class__')",
    "l | xattr",
    "l | list",
    "dict(a=1).__class__",
    "e.__traceback__",
    "blocks",
    "resolve('x')",
    "missing.__class__",
    "t_1",
    "l_0_x",
    "undefined",
)


class Holder:
    secret = "reached"

    def method(self):
        return "reached"


def outside():
    return "reached"


@pytest.mark.parametrize("escape", ESCAPES)
def test_known_ways_out_of_the_sandbox_are_closed(escape):
    variables = {
        "f": outside,
        "o": Holder(),
        "module": os,
        "l": ["a"],
        "m": {"a": 0},
        "x": "__class__",
        "e": ValueError("x"),
    }
    templates = (
        f"{{{{ {escape} }}}}",
        f"{{% set y = {escape} %}}{{{{ y }}}}",
        f"{{% for i in [1] %}}{{{{ {escape} }}}}{{% endfor %}}",
    )
    for template in templates:
        try:
            result = render(template, variables)
        except ExpressionError:
            continue
        assert not any(word in result for word in ("reached", "<class", "function", "environ", "module", "<built-in"))
    assert variables["l"] == ["a"]
    assert variables["m"] == {"a": 0}


@pytest.mark.parametrize(
    "name", ["__class__", "__dict__", "__globals__", "mro", "func_code", "_private", "real", "tzinfo"]
)
def test_python_attributes_are_not_there(name):
    for value in ("a", 1, 1.5, [], (), {}, set(), outside, Holder(), os, None, b"x"):
        with pytest.raises(MissingError):
            attribute(value, name)


def test_names_of_a_template_cannot_reach_the_compiled_code():
    for name in (
        "environment",
        "context",
        "resolve",
        "undefined",
        "concat",
        "missing",
        "root",
        "blocks",
        "name",
        "debug_info",
    ):
        with pytest.raises(ExpressionError):
            render(f"{{{{ {name} }}}}", {})


def test_text_of_a_template_cannot_become_code():
    for text in ("'\"\"\"\n'''", "\\", "\n    import os", "\x00", "\u2028", "'); raise SystemExit #"):
        assert render(text + "{{ s }}", {"s": text}) == text + text
        assert render('{{ m["k"] }}', {"m": {"k": text}}) == text
