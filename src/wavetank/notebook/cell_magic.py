from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import no_var_expand

from wavetank.api.check import check
from wavetank.errors import FlowError
from wavetank.notebook.argument import FLAG, Argument, make_parser
from wavetank.notebook.fault import told_briefly
from wavetank.notebook.find import check_inputs
from wavetank.notebook.given_files import given_files
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.part import FRESH, INPUT, TO, WITH, part_of
from wavetank.notebook.secret_prompt import missing_secrets
from wavetank.notebook.words import split_words

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from wavetank.api.execution import Execution
    from wavetank.model.flow import Flow
    from wavetank.notebook.session import Session

OPTIONS = (
    Argument("--run", "Run the flow once, wait for its end, and show the execution.", options=FLAG),
    INPUT,
    TO,
    WITH,
    FRESH,
    Argument("--paused", "Deploy without listening to the triggers, also after a restart.", options=FLAG),
    Argument("--name", "Bind the execution of --run, or else the flow, to it.", options={"metavar": "VARIABLE"}),
    Argument("--quiet", "Show nothing.", options=FLAG),
)
_PARSER = make_parser("%%flow", "Deploys the flow in this cell; its triggers listen at once.", OPTIONS)
_MOST_DOUBTS = 5
_KEY = re.compile(r"^(?P<name>id|namespace):\s*[\"']?(?P<value>[\w.-]+)", re.MULTILINE)


class FlowCellMagic:
    """`%%flow`: the cell is the text of a flow; running it puts the flow in the place of its former revision."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @no_var_expand
    def deploy(self, line: str, cell: str) -> Execution | None:
        """Deploys the flow in this cell, and shows its card."""
        options = _read(line, self._session.shell.user_ns)
        with told_briefly(cell, f"%%flow {line}".rstrip()):
            notes = missing_secrets(self._session.engine, cell, self._session.shell)
            flow = self._deploy(cell, paused=options.paused)
            self._bind(options, flow)
            if not options.quiet:
                self._session.show_card(flow, (*notes, *doubts(cell)))
            execution = self._run(flow, options) if options.run or options.to else None
        return None if options.quiet else execution

    deploy.__doc__ = _PARSER.format_help()

    def _deploy(self, cell: str, *, paused: bool) -> Flow:
        engine = self._session.engine
        try:
            return engine.deploy(cell, paused=paused)
        except FlowError as error:
            former = engine.flows.get(key_of(cell))
            if former is not None:
                error.add_note(f"Revision {former.revision} of {former.key} stays as it was, with its triggers.")
            raise

    def _run(self, flow: Flow, options: Namespace) -> Execution:
        check_inputs(flow, options.inputs)
        given = given_files(flow, options.inputs, self._session.shell.user_ns)
        execution = self._session.engine.run(flow.key, given, wait=False, **options.part)
        self._bind(options, execution)
        try:
            return execution.wait()
        except KeyboardInterrupt:
            print(f"Execution {execution.id} goes on; see it with: %flow show {execution.id}")  # noqa: T201 - a cell's
            raise

    def _bind(self, options: Namespace, value: object) -> None:
        if options.name:
            self._session.shell.user_ns[options.name] = value


def doubts(cell: str) -> tuple[str, ...]:
    """Returns what is doubtful in the text of a flow that can be deployed, by the lines of the cell."""
    found = [each for each in check(cell) if each.severity == "warning"][:_MOST_DOUBTS]
    return tuple(f"Line {each.line + 1}: {each.message} {each.remedy}".rstrip() for each in found)


def key_of(text: str) -> str:
    """Returns `namespace.id` as a text that may be faulty writes them at its top level."""
    found = {match["name"]: match["value"] for match in _KEY.finditer(text)}
    return f"{found.get('namespace')}.{found.get('id')}"


def _read(line: str, variables: Mapping[str, Any]) -> Namespace:
    try:
        options = _PARSER.read(split_words(line))
        options.inputs = read_pairs(options.input)
    except ValueError as error:
        raise UsageError(f"%%flow: {error}") from error
    if (options.inputs or options.given) and not (options.run or options.to):
        raise UsageError("%%flow: -i and --with belong to a run; add --run, or --to TASK.")
    try:
        options.part = part_of(options, variables)
    except ValueError as error:
        raise UsageError(f"%%flow: {error}") from error
    if options.name and not options.name.isidentifier():
        raise UsageError(f"%%flow: --name {options.name} is no name of a Python variable.")
    return options
