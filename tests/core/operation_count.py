"""Counts what Python does, so that a test of cost does not depend on the machine or on what else runs there."""

from __future__ import annotations

import sys
from pathlib import Path

import wavetank

_PACKAGE = str(Path(wavetank.__file__).parent)


class OperationCount:
    """Counts the byte codes of the package that run inside its `with` block; what the test itself does is left out."""

    def __init__(self):
        self.count = 0

    def __enter__(self):
        self._former = sys.gettrace()
        sys.settrace(self._begin)
        return self

    def __exit__(self, *_):
        sys.settrace(self._former)

    def _begin(self, frame, event, argument):
        if _PACKAGE not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return self._step

    def _step(self, frame, event, argument):
        if event == "opcode":
            self.count += 1
        return self._step
