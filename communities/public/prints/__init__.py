"""Printed matter of a community as PDF: a poster and a sheet of handouts."""

from communities.public.prints.document import PrintDocument
from communities.public.prints.render import Kind, render_pdf
from core.printing.paper import PAPERS

__all__ = ["PAPERS", "Kind", "PrintDocument", "render_pdf"]
