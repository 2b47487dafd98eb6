from __future__ import annotations

from wavetank.api.views.element import element
from wavetank.api.views.styled import STYLESHEET, styled


def test_markup_carries_its_style():
    markup = styled([element("p", "a"), element("p", "b")])
    assert markup.startswith('<div class="wavetank"><style>')
    assert markup.endswith("<p>a</p><p>b</p></div>")


def test_every_colour_has_a_value_for_places_without_the_variables_of_jupyterlab():
    style = STYLESHEET.read_text()
    assert style.count("var(--jp-") > 5
    for variable in style.split("var(--jp-")[1:]:
        assert "," in variable.split(")")[0]


def test_the_style_stays_small_because_every_output_carries_it():
    assert STYLESHEET.stat().st_size < 4096
