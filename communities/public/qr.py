"""QR codes as SVG."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(url: str, *, dark: str = "#211b14", margin: int = 4) -> SafeString:
    """The QR code of a URL, one unit per module; light modules are drawn, for dark mode."""
    drawing = io.BytesIO()
    segno.make_qr(url, error="m").save(
        drawing,
        kind="svg",
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        border=margin,
        dark=dark,
        light="#fff",
    )
    return mark_safe(drawing.getvalue().decode().strip())  # noqa: S308 - from segno
