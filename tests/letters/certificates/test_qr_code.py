"""The QR code on the rendered certificate, module by module."""

import os
import shutil
import subprocess

import pytest
import segno

from dev.factories.certificates import SAMPLE
from letters.certificates import render_pdf

DOTS_PER_MM = 10
CODE_MM = 16
CODE_LEFT_MM = 297 - 32 - 4 - CODE_MM  # paper, margin, half the extra width of the caption
BELOW_MM = 150  # below this there is only the code and its caption
HEIGHT_MM = 40


def dark(pdf: bytes) -> list[list[bool]]:
    """Which dots are dark in the area of the code."""
    program = shutil.which("pdftoppm")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("pdftoppm is missing: .ci/run installs it")
        pytest.skip("pdftoppm is not installed")
    places = {"-x": CODE_LEFT_MM, "-y": BELOW_MM, "-W": CODE_MM, "-H": HEIGHT_MM}
    crop = [word for flag, mm in places.items() for word in (flag, str(mm * DOTS_PER_MM))]
    picture = subprocess.run(
        [program, "-gray", "-r", str(25.4 * DOTS_PER_MM), *crop, "-"],
        input=pdf,
        check=True,
        capture_output=True,
    ).stdout
    _, size, _, dots = picture.split(b"\n", 3)
    width = int(size.split()[0])
    return [[dot < 128 for dot in dots[at : at + width]] for at in range(0, len(dots), width)]


def test_qr_code_is_the_url_of_the_check_page() -> None:
    rows = dark(render_pdf(SAMPLE))
    top = next(y for y, row in enumerate(rows) if any(row))
    code = [
        [bool(module) for module in row]
        for row in segno.make_qr(SAMPLE.check_url, error="m").matrix
    ]
    module = CODE_MM * DOTS_PER_MM / len(code)
    middles = [int((i + 0.5) * module) for i in range(len(code))]
    assert [[rows[top + y][x] for x in middles] for y in middles] == code
