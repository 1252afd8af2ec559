"""The text of posters and handouts."""

from django.utils.translation import override, pgettext

Words = dict[str, str]


def print_words(language: str) -> Words:
    """The texts in a language; lines are broken at newlines."""
    with override(language):
        return {
            "title": pgettext("poster", "A letter in the Torah\nfor every Jew"),
            "what": pgettext(
                "poster",
                "A Sefer Torah has 304,805 letters. In the Unity Torah\n"
                "each of them belongs to one Jew, and together they are one.",
            ),
            "how": pgettext("poster", "Hold your phone here and write the names of your family."),
        }
