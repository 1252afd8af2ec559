"""The press: a Typst template, with the house's fonts and nothing else, from data to a sheet."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import typst

FONTS: Final = Path(__file__).parent / "fonts"


class TypstTemplate:
    """One template's compiler: it keeps the fonts, and what it has set before."""

    def __init__(self, template: Path) -> None:
        # The inputs belong to the whole compiler, so that two threads must not set them at once.
        self._lock = Lock()
        self._compiler = typst.Compiler(
            template, root=template.parent, font_paths=[FONTS], ignore_system_fonts=True
        )

    def render(
        self,
        inputs: dict[str, str],
        *,
        day: date,
        form: Literal["pdf", "png"] = "pdf",
        ppi: float = 72,
    ) -> bytes:
        """The sheet as a PDF dated with the day, or as a picture; ValueError on several pictures.

        Inputs reach Typst as data: as source, what a person typed could read files.
        """
        stamp = datetime.combine(day, time(), tzinfo=UTC)
        with self._lock:
            made = self._compiler.compile(format=form, sys_inputs=inputs, timestamp=stamp, ppi=ppi)
        if not isinstance(made, bytes):
            raise ValueError("A picture holds one page")
        return made
