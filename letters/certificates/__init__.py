"""The sheet that a holder of a letter hangs on the wall, as a PDF. Rendering only."""

from letters.certificates.document import CertificateSheet
from letters.certificates.render import render, render_many

__all__ = ["CertificateSheet", "render", "render_many"]
