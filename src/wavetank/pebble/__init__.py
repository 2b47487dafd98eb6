"""
The expression language: `{{ … }}` and `{% … %}` as Kestra's Pebble renders them.

Our own lexer and parser make `jinja2.nodes` of a template; Jinja2 compiles them, once, and runs them in its sandbox.
"""

from __future__ import annotations

from wavetank.pebble.check import Problem, check
from wavetank.pebble.property_type import render, render_property
from wavetank.pebble.renderer import Renderer
from wavetank.pebble.services import OfflineServices, Services
from wavetank.pebble.trace import Step, Trace
from wavetank.pebble.truthiness import truthy

__all__ = (
    "OfflineServices",
    "Problem",
    "Renderer",
    "Services",
    "Step",
    "Trace",
    "check",
    "render",
    "render_property",
    "truthy",
)
