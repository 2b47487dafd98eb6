from __future__ import annotations

import shutil

import pytest

from wavetank.api.assembly import REGISTRY
from wavetank.plugins.scripts.script_task import ScriptTask

HERE = {
    "node": "console.log(`::${JSON.stringify({outputs: {x: 1 + 1}})}::`)",
    "perl": 'print "::{\\"outputs\\":{\\"x\\":", 1 + 1, "}}::\\n";',
    "ruby": 'puts \'::{"outputs":{"x":2}}::\'',
    "php": '<?php echo \'::{"outputs":{"x":2}}::\', PHP_EOL;',
    "lua": 'print(\'::{"outputs":{"x":2}}::\')',
}
NAMES = [name for name in REGISTRY if ".plugin.scripts." in name and name.endswith(("Script", "Commands"))]


@pytest.mark.parametrize("language", [language for language in HERE if shutil.which(language)])
def test_a_script_becomes_a_file_that_the_program_of_its_language_runs(run, language):
    execution = run(f"{language}.Script", f"script: |\n  {HERE[language]}")
    assert execution["task"]["vars"] == {"x": 2}


@pytest.mark.parametrize("name", NAMES)
def test_every_type_is_a_script_task_with_an_image(name):
    part = REGISTRY.find(name)
    assert issubclass(part, ScriptTask)
    assert part.image
    assert part.__doc__


def test_a_program_that_is_not_here_is_named(run):
    execution = run("jbang.Script", "script: class A {}")
    assert execution["task"]["exitCode"] == 127
    assert any("jbang" in entry.message for entry in execution.logs)
