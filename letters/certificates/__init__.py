"""The sheet that a holder of a letter hangs on the wall, as a PDF. Rendering only."""

from letters.certificates.press import render, render_many
from letters.certificates.sheet import CertificateSheet

__all__ = ["CertificateSheet", "render", "render_many"]
