from __future__ import annotations

from wavetank.api.views.element import Html, element, together


def test_text_is_escaped_and_markup_is_not():
    assert element("td", "<b>", Html("<i>x</i>")) == "<td>&lt;b&gt;<i>x</i></td>"


def test_attributes_are_escaped_and_spelt_as_html_does():
    assert element("tr", class_="a", data_key='"><script>') == (
        '<tr class="a" data-key="&quot;&gt;&lt;script&gt;"></tr>'
    )


def test_none_is_left_out():
    assert element("p", None, title=None) == "<p></p>"
    assert together([None, "a", 1]) == "a1"
