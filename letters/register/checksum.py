"""A checksum of the rows that does not depend on their order: the same in book and table."""

import hashlib

_MODULUS = 1 << 256
_SEPARATOR = "\x1f"


class Checksum:
    """The sum, modulo 2²⁵⁶, of the SHA-256 of every row.

    A row is hashed as UTF-8 with U+001F between: the printed line, the honorific, the number of the
    parsha, the country code, the city and the community's slug. The letter's number is left out,
    because two of the three orders don't show it.
    """

    def __init__(self) -> None:
        self._sum = 0

    def add(
        self, line: str, honorific: str, parsha: int, country: str, city: str, community: str
    ) -> None:
        text = _SEPARATOR.join([line, honorific, str(parsha), country, city, community])
        digest = hashlib.sha256(text.encode()).digest()
        self._sum = (self._sum + int.from_bytes(digest)) % _MODULUS

    def hex(self) -> str:
        return f"{self._sum:064x}"
