"""The totals of a register: names, places, and the checksum."""

from collections import Counter

from letters.register.checksum import Checksum
from letters.register.rows import Row

# A country is (code, name), a community (slug, name); "" where unknown.
Place = tuple[str, str]


class Totals:
    """Accumulated row by row."""

    def __init__(self) -> None:
        self.names = 0
        self.cities: Counter[tuple[Place, str]] = Counter()
        self.communities: Counter[Place] = Counter()
        self._checksum = Checksum()

    def add(self, row: Row) -> None:
        self.names += 1
        self.cities[(row.country, row.country_name), row.city] += 1
        self.communities[row.community, row.community_name] += 1
        self._checksum.add(
            row.line, row.honorific, row.parsha_number, row.country, row.city, row.community
        )

    @property
    def checksum(self) -> str:
        return self._checksum.hex()

    def by_country(self) -> list[tuple[Place, int, list[tuple[str, int]]]]:
        """Each country with its count and those of its cities, by name; unknown ones last."""
        countries: dict[Place, list[tuple[str, int]]] = {}
        for (country, city), count in self.cities.items():
            countries.setdefault(country, []).append((city, count))
        return [
            (country, sum(count for _, count in cities), sorted(cities, key=_city))
            for country, cities in sorted(countries.items(), key=lambda each: _country_key(each[0]))
        ]

    def by_community(self) -> list[tuple[Place, int]]:
        """Each community with its count, by name; no community last."""
        return sorted(self.communities.items(), key=lambda each: _country_key(each[0]))


def _country_key(place: Place) -> tuple[bool, str]:
    return (not place[0], place[1])


def _city(city: tuple[str, int]) -> tuple[bool, str]:
    return (not city[0], city[0].lower())
