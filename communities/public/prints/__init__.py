"""What a community hangs up and hands out: a poster and a sheet of cards, as PDF."""

from communities.public.prints.press import PAPERS, Kind, printed
from communities.public.prints.sheet import Print

__all__ = ["PAPERS", "Kind", "Print", "printed"]
