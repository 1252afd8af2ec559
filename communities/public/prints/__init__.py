"""What a community hangs up and hands out: a poster and a sheet of cards, as PDF."""

from communities.public.prints.document import Print
from communities.public.prints.render import PAPERS, Kind, printed

__all__ = ["PAPERS", "Kind", "Print", "printed"]
