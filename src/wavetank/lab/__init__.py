"""A tank for flows: what makes time and the outside behave as an experiment wants it."""

from __future__ import annotations

from wavetank.engine.working_directory import WorkingDirectory
from wavetank.lab.virtual_clock import VirtualClock

__all__ = ("VirtualClock", "WorkingDirectory")
