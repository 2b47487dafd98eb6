from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wavetank.dialect.compose import compose
from wavetank.dialect.source import Source
from wavetank.dialect.template_offsets import template_offsets

WORDS = st.lists(
    st.sampled_from(["Day", "{{ a }}", "it's", 'so "x"', "\\d", "é", "\n", "\n\n", "  ", ":", "#"]), min_size=1
)
STYLES = st.sampled_from(["|", ">", "'", '"', None])


@settings(deadline=None)
@given(words=WORDS, style=STYLES, width=st.sampled_from([20, 200]))
def test_every_character_is_found_where_it_is_written(words, style, width):
    value = " ".join(words)
    text = yaml.dump({"a": {"b": value}}, default_style=style, width=width, allow_unicode=True)
    (root,), problems = compose(Source(text))
    assert problems == []
    node = root.value[0][1].value[0][1]
    offsets = template_offsets(text, node)
    assert len(offsets) == len(node.value) + 1
    assert offsets == sorted(offsets)
    for character, offset in zip(node.value, offsets, strict=False):
        if not character.isspace():
            assert text[offset] == character or text[offset] == "\\", (text, character)
