"""Renders Typst templates with our own fonts only."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import typst

FONTS: Final = Path(__file__).parent / "fonts"


class TypstTemplate:
    """The compiler of one template; it caches fonts and layouts."""

    def __init__(self, template: Path) -> None:
        # The inputs are those of the whole compiler, so only one thread may compile at a time.
        self._lock = Lock()
        self._compiler = typst.Compiler(
            template, root=template.parent, font_paths=[FONTS], ignore_system_fonts=True
        )

    def render(
        self,
        inputs: dict[str, str],
        *,
        day: date,
        form: Literal["pdf", "png", "svg"] = "pdf",
        ppi: float = 72,
    ) -> bytes:
        """A PDF dated with the day, or a PNG or SVG of one page; ValueError if there are several.

        Inputs are passed as data: as Typst source, what a person typed could read files.
        """
        stamp = datetime.combine(day, time(), tzinfo=UTC)
        with self._lock:
            made = self._compiler.compile(format=form, sys_inputs=inputs, timestamp=stamp, ppi=ppi)
        if not isinstance(made, bytes):
            raise ValueError("A picture has one page")
        return made
