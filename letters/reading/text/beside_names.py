"""What stands on a line beside a whole name and is no part of it: “Please add”, “$18”, “paid”.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

import re

from letters.reading.names.known_names import is_city
from letters.reading.names.two_alphabets import is_same_in_two_alphabets
from letters.reading.words import RELATION

_REQUESTS = (
    r"(?:(?:please|pls|kindly|can you|could you)[, ]+){0,2}"
    r"(?:add|register|include|inscribe|enter|sign up|put (?:down|in)|write(?: down| in)?)"
    r"(?: (?:a|one|1|the) letter)?(?: (?:for|to))?|"
    r"(?:(?:נא|אנא|בבקשה|אבקש|אפשר|תוכל[יו]?) )?"
    r"(?:להוסיף|לרשום|לכתוב|להכניס|תוסיפו?|תרשמו?|הוסיפו|רשמו)"
    r"(?: (?:בבקשה|גם))?(?: את)?|"
    r"ביטע (?:צולייגן|אריינשרייבן)|"
    r"(?:пожалуйста,? )?(?:добавьте|запишите|впишите|внесите)(?: пожалуйста)?|"
    r"(?:merci d['’](?:ajouter|inscrire)|(?:veuillez|svp) (?:ajouter|inscrire)|ajoutez|inscrivez)|"
    r"(?:por favor,? )?(?:agregar|agregue|anotar|anote|inscribir|inscriba|añadir|añada)(?: a)?"
)
_NAMED = (
    r"(?:hi,? )?(?:my (?:full )?(?:hebrew |jewish )?name is|i am|i['’]m|it['’]s|this is)|"
    r"(?:שמי(?: העברי)?|השם שלי(?: הוא)?|קוראים לי|אני)|איך הייס|מיין נאמען איז|"
    r"меня зовут|мо[её] имя|je m['’]appelle|mon nom est|me llamo|mi nombre es"
)
_LETTERS = (
    r"(?:a |an |one |1 |another )?letters? (?:for|of)|for|(?:אות )?(?:עבור|בשביל|בעבור)|"
    r"(?:одна )?буква для|для|(?:une )?lettre pour|pour|(?:una )?letra para|para"
)
# A son or a sister may be a child, which must be asked; “אבי” and “אמי” are given names as well.
_MEN = r"husband|father|grandfather|uncle|dad|בעלי"
_WOMEN = r"wife|mother|grandmother|aunt|mom|אשתי"
_PREFIX = re.compile(
    rf"^(?:(?:{_REQUESTS}|{_NAMED}|{_LETTERS})[:,]?\s+(?:(?:for|to) )?){{1,2}}(?=\S)", re.IGNORECASE
)
_RELATIVE = re.compile(
    rf"^(?:(?:my|our)\s+)?(?:(?P<ben>{_MEN})|(?P<bas>{_WOMEN}))"
    r"(?: is)?[:,]?\s+(?=\S)",
    re.IGNORECASE,
)
_OWN = re.compile(r"^(?:my|our)\s|^[א-ת]", re.IGNORECASE)
_BEN = re.compile(r"\s(?:ben|bar|son of|бен|בן)\s", re.IGNORECASE)
_BAS = re.compile(r"\s(?:bas|bat|daughter of|бат|бас|בת)\s", re.IGNORECASE)

_MONEY = (
    r"\$|€|£|₪|usd|eur|gbp|nis|ils|dollars?|euros?|shekels?|"
    r"ש[\"״]ח|שח|שקל(?:ים)?|דולר|руб\w*|долл\w*"
)
_SUFFIXES = tuple(
    re.compile(rf"(?:[\s,;:–—-]+)(?:{pattern})[\s.,;]*$", re.IGNORECASE)
    for pattern in (
        # A telephone number; seven digits at least, and no date.
        r"(?:(?:tel|phone|cell|mobile|ph|טל|נייד|тел|т)[.:'׳]*\s*)?"
        r"(?!\d{1,4}([./ -])\d{1,2}\1\d{1,4}\b)\+?\(?\d(?:[\s().–-]{0,2}\d){6,14}",
        rf"(?:{_MONEY})\s?\d{{1,6}}(?:[.,]\d{{1,2}})?",
        rf"\d{{1,6}}(?:[.,]\d{{1,2}})?\s?(?:{_MONEY})",
        # One letter; of two somebody must say for whom the second is.
        r"[x×*]\s?1|1\s?[x×]|(?:one|1|a) letter|אות אחת|1 אות|(?:une|1) lettre|"
        r"(?:одна|1) буква|(?:una|1) letra",
        r"[✅✔☑]?\s*(?:has paid|paid|שולם|שילמה?|оплачено|оплатила?|pay[ée]e?|pagad[oa])|[✅✔☑]",
    )
)
_CITY = re.compile(r"^(?P<name>.*?)(?:\s*,\s*|\s+[-–—]\s+)(?P<city>[^,]+)$")
_BETWEEN_NAMES = " -–—/|,;:()[]=\t"
_NO_LATIN = "[^A-Za-zА-Яа-яЁё]*"
_HEBREW_FIRST = re.compile(rf"^(?P<hebrew>{_NO_LATIN}[א-ת]{_NO_LATIN})(?P<other>[^א-ת]+)$")
_HEBREW_LAST = re.compile(rf"^(?P<other>[^א-ת]+)(?P<hebrew>[א-ת]{_NO_LATIN})$")
_QUOTES = ('"', "“”", "„“", "«»", "”“", "'", "‘’")


def without_what_is_beside(line: str) -> tuple[str, list[str]]:
    """The name on a line, and the texts beside it that were taken off, as typed.

    A line without “ben” or “bas” stays as it is, and one of which less than a name would be left.
    """
    text, beside = _unquoted(line), list[str]()
    if not RELATION.search(text):
        return line, []
    if pair := _in_two_alphabets(text):
        text, other = pair
        beside.append(other)
    match = _PREFIX.match(text)
    if match and RELATION.search(rest := text[match.end() :]):
        beside.append(match[0].strip())
        text = rest
    while found := _suffix(text):
        beside.append(text[len(found) :].strip(" ,;-–—"))
        text = found
    return text, beside


def _in_two_alphabets(text: str) -> tuple[str, str] | None:
    """A name in Hebrew letters, and the same one beside it in others: the Hebrew is printed."""
    match = _HEBREW_FIRST.match(text) or _HEBREW_LAST.match(text)
    if not match:
        return None
    hebrew, other = (match[name].strip(_BETWEEN_NAMES) for name in ("hebrew", "other"))
    return (hebrew, other) if is_same_in_two_alphabets(hebrew, other) else None


def relative_before(line: str) -> tuple[str, str]:
    """“My father” before a name with “ben”, and the rest; "" and the line if nothing is.

    “Father Yosef” may be a priest, and is asked about.
    """
    match = _RELATIVE.match(line)
    if not match or not _OWN.match(line):
        return "", line
    agrees = (_BEN.search(line) and match["ben"]) or (_BAS.search(line) and match["bas"])
    return (match[0].strip(" :,"), line[match.end() :]) if agrees else ("", line)


def _suffix(text: str) -> str:
    """The text without what is behind the name; "" if nothing is."""
    for pattern in _SUFFIXES:
        if (match := pattern.search(text)) and RELATION.search(text[: match.start()]):
            return text[: match.start()]
    match = _CITY.match(text)
    if match and is_city(match["city"]) and RELATION.search(match["name"]):
        return match["name"]
    return ""


def _unquoted(line: str) -> str:
    """A line without quotation marks around all of it."""
    text = line.strip()
    for pair in _QUOTES:
        if len(text) > 2 and text[0] == pair[0] and text[-1] == pair[-1]:
            inside = text[1:-1]
            if not set(pair) & set(inside):
                return inside.strip()
    return line
