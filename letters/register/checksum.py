"""A checksum of the rows that is the same in every order, so in the book and in the table."""

import hashlib

_MODULUS = 1 << 256
_BETWEEN = "\x1f"


class Checksum:
    """The sum, modulo 2²⁵⁶, of the SHA-256 of every row.

    Of a row count: the name as printed, what follows it, the number of the parsha, the country's
    code, the city and the community's slug, in UTF-8 with U+001F between. The letter's number is
    not among them: two of the three orders don't tell it.
    """

    def __init__(self) -> None:
        self._sum = 0

    def add(
        self, line: str, honorific: str, parsha: int, country: str, city: str, community: str
    ) -> None:
        """Count one row."""
        text = _BETWEEN.join([line, honorific, str(parsha), country, city, community])
        digest = hashlib.sha256(text.encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % _MODULUS

    def hex(self) -> str:
        """The sum in 64 hexadecimal digits."""
        return f"{self._sum:064x}"
