"""A QR code of an address, as a drawing that stands in a page or on a sheet."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(address: str, *, dark: str = "#211b14", margin: int = 4) -> SafeString:
    """The code as SVG, a unit a module, light modules drawn: it must be read in the dark, too."""
    drawing = io.BytesIO()
    segno.make_qr(address, error="m").save(
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
    return mark_safe(drawing.getvalue().decode().strip())  # noqa: S308 - drawn by us
