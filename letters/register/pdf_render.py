"""Renders one part of a book with Typst, in a process of its own: `python -m …pdf_render`.

Typst caches what it has laid out, 65 MB for 5,000 names; a process for each part frees that. It
reads a job as JSON from stdin and writes the values of the <sheet> labels as JSON to stdout.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import typst

from core.printing.typst import FONTS

_HERE: Final = Path(__file__).parent
_TIMEOUT: Final = 300  # seconds for one part; it takes one or two


class RenderError(Exception):
    """The process failed; `str()` is the end of its stderr."""


def render_part(template: str, part: dict[str, Any], to: Path) -> list[Any]:
    """Render a part as a PDF and return the value of each <sheet>. Raises RenderError."""
    job = {"template": template, "part": part, "to": str(to)}
    return list(run_module("letters.register.pdf_render", job))


def run_module(module: str, job: dict[str, Any]) -> Any:
    """Run one of our modules with a job on stdin and return its stdout, both JSON.

    Raises RenderError.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", module],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=_HERE.parents[1],
            env={},  # neither the secrets of the site nor its settings
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise RenderError(f"no end after {_TIMEOUT} s") from late
    if done.returncode:
        raise RenderError(f"status {done.returncode}: {done.stderr[-500:]}")
    return json.loads(done.stdout)


def main() -> None:
    job = json.load(sys.stdin)
    template = _HERE / job["template"]
    compiler = typst.Compiler(template, root=_HERE, font_paths=[FONTS], ignore_system_fonts=True)
    inputs = {"part": json.dumps(job["part"], ensure_ascii=False)}
    # Without tags: they are four times the size of the rest, and can't be merged across parts.
    compiler.compile(output=job["to"], format="pdf", pdf_tags=False, sys_inputs=inputs)
    # The layout is cached, so this costs nothing.
    sys.stdout.write(compiler.query("<sheet>", field="value", format="json"))


if __name__ == "__main__":
    main()
