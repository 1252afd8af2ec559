"""A parsha in the language of the page, and in the one printed below it on certificates."""

from django import template

from core.languages import active_language, is_right_to_left, second_language
from letters.certificates.wording import parsha_title
from letters.torah import Parsha

register = template.Library()


@register.inclusion_tag("letters/_parsha.html")
def parsha_titles(parsha: Parsha) -> dict[str, object]:
    first, second = active_language(), second_language(active_language())
    return {
        "title": parsha_title(parsha, first),
        "second": {
            "title": parsha_title(parsha, second),
            "language": second,
            "direction": "rtl" if is_right_to_left(second) else "ltr",
        },
    }
