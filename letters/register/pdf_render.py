"""The typesetter: a program of its own that sets one part and ends, `python -m …typesetter`.

Typst keeps what it has set for the next time, 65 MB for 5,000 names; a process for each part
gives that back. It reads a job from its input and writes what the page told to its output.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import typst

from core.typst import FONTS

_HERE: Final = Path(__file__).parent
_LONGEST: Final = 300  # seconds for one part; it takes one or two


class NotSet(Exception):
    """The typesetter broke off; `str()` is the end of what it said."""


def set_part(template: str, part: dict[str, Any], to: Path) -> list[Any]:
    """Have a part set as a PDF by a process of its own; what each <sheet> tells. Raises NotSet."""
    job = {"template": template, "part": part, "to": str(to)}
    told = run_program("letters.register.pdf_render", job)
    return list(told)


def run_program(module: str, job: dict[str, Any]) -> Any:
    """Hand a job to one of our programs and take its answer, both as JSON. Raises NotSet."""
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", module],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=_HERE.parents[1],
            env={},  # neither the secrets of the site nor its settings
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotSet(f"no end after {_LONGEST} s") from late
    if done.returncode:
        raise NotSet(f"status {done.returncode}: {done.stderr[-500:]}")
    return json.loads(done.stdout)


def main() -> None:
    """Set the part that the input describes."""
    job = json.load(sys.stdin)
    template = _HERE / job["template"]
    compiler = typst.Compiler(template, root=_HERE, font_paths=[FONTS], ignore_system_fonts=True)
    inputs = {"part": json.dumps(job["part"], ensure_ascii=False)}
    # Without tags: they are four times the rest, and can't be joined across the parts.
    compiler.compile(output=job["to"], format="pdf", pdf_tags=False, sys_inputs=inputs)
    # Already set, so that this costs nothing.
    sys.stdout.write(compiler.query("<sheet>", field="value", format="json"))


if __name__ == "__main__":
    main()
