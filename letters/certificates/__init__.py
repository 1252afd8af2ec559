"""The certificate of a letter's holder as a PDF."""

from letters.certificates.document import CertificateDocument
from letters.certificates.render import render_combined_pdf, render_pdf

__all__ = ["CertificateDocument", "render_combined_pdf", "render_pdf"]
