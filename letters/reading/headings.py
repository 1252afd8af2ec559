"""What a heading names: a word, a word with a hint in brackets, or a whole question.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

import re
import unicodedata
from enum import Enum


class Meaning(Enum):
    """What a column holds, as far as its heading says it."""

    IGNORED = "ignored"
    WHOLE = "whole"
    FULL_HEBREW = "full_hebrew"
    HEBREW_GIVEN = "hebrew_given"
    FIRST = "first"  # Hebrew or civil: that depends on the other columns
    CIVIL = "civil"
    FAMILY_OR_WHOLE = "family_or_whole"  # French “Nom”
    MOTHER = "mother"
    FATHER = "father"
    # Both parents in one cell, and a second given name.
    PARENTS = "parents"
    MIDDLE = "middle"
    FAMILY = "family"
    RELATION = "relation"
    KIND = "kind"
    BIRTH_DATE = "birth_date"
    DEPARTED = "departed"
    HONORIFIC = "honorific"
    EMAIL = "email"
    CITY = "city"
    # Of another person, or of a kind that is not read: asked about.
    OTHER = "other"
    GRADE = "grade"


_MOTHER = (
    r"mothers?|moms?|mum|mama|immas?|maternal|אם|האם|אמא|האמא|אימא|אמו|אמה|אמך|אמכם|"
    r"מאמע|מאמעס|מאמען|מוטער|מוטערס|мать|матери|мама|мамы|маме|маму|mutter|mere|maman|madre|mama"
)
_FATHER = (
    r"fathers?|dads?|abbas?|paternal|אב|האב|אבא|האבא|אביו|אביה|אביך|אביכם|טאטע|טאטנס|פאטער|טאטעס|"
    r"отец|отца|папа|папы|папу|vater|pere|papa|padre"
)
_HEBREW = (
    r"hebrew|jewish|yiddish|hebreu|hebraique|juif|hebreo|judio|еврейское|еврейский|еврейск\w*|"
    r"עברי|העברי|עברית|העברית|יהודי|בעברית|יהודית|אידיש|אידישער|אידישע|ייד?ישער|הקודש|קודש|לתורה|לעליה"
)
_CIVIL = (
    r"english|civil|secular|legal|passport|latin|לועזי|לועזית|באנגלית|אנגלית|אנגלי|אזרחי|"
    r"civile|francais|anglais|civil|ingles|русское|паспорту?|паспортное|светское|ענגליש\w*|גוי\w*"
)
_NAME = (
    r"names?|שם|השם|שמו|שמה|שמך|שמכם|שמות|השמות|נאמען|נאמן|имя|имена|имени|nom|noms|prenoms?|"
    r"nombres?"
)
_FIRST = (
    r"first|given|fore|forename|firstname|פרטי|הפרטי|ערשטער?|ערשטע|prenoms?|nombres?|имя|primer|"
    r"vorname"
)
_FAMILY = (
    r"last|surname|family|lastname|familyname|surnames|משפחה|המשפחה|פאמיליע|פאמיליעס|פאמיליענאמען|"
    r"фамилия|фамилию|famille|apellidos?|nachname|familia|paterno"
)


def _has(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


# The first that is found counts.
_PATTERNS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    (
        Meaning.EMAIL,
        _has(
            r"emails?|e mails?|mails?|courriel|correo(?: electronico)?|почта|электронная почта|"
            r"эл почта|имейл|אימייל|מייל|דואל|דואר אלקטרוני|דואר|אימעיל|בליצפאסט"
        ),
    ),
    (
        Meaning.IGNORED,
        _has(
            r"timestamp|submi\w+|חותמת זמן|horodateur|отметка времени|marca temporal|"
            r"phones?|telephones?|mobile|cell\w*|tel|fax|whatsapp|טלפון|נייד|פלאפון|סלולרי|"
            r"телефон|portable|telefono|address|street|zip|postcode|postal code|state|country|"
            r"כתובת|רחוב|מיקוד|адрес|adresse|direccion|notes?|comments?|remarks?|הערות?|"
            r"примечани[ея]|комментари[ийя]|remarques?|notas|comentarios|amount|paid|price|"
            r"payment|donation|סכום|שולם|תשלום|сумма|оплата|montant|importe|id|"
            r"ת ?ז|תז|מספר|מס|no|nr|№|number|nr crt|номер|numero|title|prefix|תואר לפני|"
            r"חתימה|signature|consent|agree|מסכים|מאשר|tribe|kohen\w*|כהן לוי ישראל|"
            r"maiden|nee|לפני הנישואין|נעורים|jeune fille|девичья|soltera|"
            r"hebrew (?:birth ?date|birthday|date)|תאריך עברי|anniversary|tables?|seat"
        ),
    ),
    (
        Meaning.BIRTH_DATE,
        _has(
            r"birth ?dates?|birthdays?|date of birth|dob|born|תאריך לידה|ת לידה|תאריך הלידה|"
            r"יום הולדת|date de naissance|nee? le|дата рождения|день рождения|"
            r"fecha de nacimiento|nacimiento|געבורטסטאג|געבוירן"
        ),
    ),
    (
        Meaning.MIDDLE,
        _has(
            r"middle(?! school)(?: name)?s?|second name|שם אמצעי|שם שני|второе имя|"
            r"deuxieme prenom|segundo nombre"
        ),
    ),
    (
        Meaning.OTHER,
        _has(
            r"spouse\w*|wife\w*|husband\w*|partner\w*|siblings?|brothers?|sisters?|children|kids|"
            r"grandmothers?|grandfathers?|grandparents?|parents?|second name|middle(?: name)?|"
            r"(?:child|kid|son|daughter|person|name|guest|member)s? ?(?:[2-9]|[1-9]\d)|"
            r"(?:2nd|3rd|4th|second|third|fourth) (?:child|person|name)|"
            r"בן ?זוג|בת ?זוג|אשה|אישה|האשה|בעל|הבעל|ילדים|ילד [1-9]|הורים|ההורים|סבא|סבתא|"
            r"שם אמצעי|отчество|супруг\w*|жена|муж|дети|родители|второе имя|"
            r"conjoint\w*|epouse?|mari|enfants|parents|deuxieme prenom|"
            r"esposo|esposa|conyuge|hijos|padres|segundo nombre|ווייב|מאן|קינדער|עלטערן|"
            r"living|alive|בחיים|жив|vivant|vivo"
        ),
    ),
    (
        Meaning.HONORIFIC,
        _has(
            r"honorifics?|suffix|after the name|תואר|אחרי השם|תוספת|сокращение|"
            r"apres le nom|despues del nombre"
        ),
    ),
    (
        Meaning.DEPARTED,
        _has(
            r"departed|deceased|passed away|passed|niftar\w*|yah?rzeit\w*|died|"
            r"נפטרו?|נפטרת|נפטרים|הנפטרים|לעילוי נשמת|לענ|יארצייט|פטירה|נפטר ת|"
            r"умер\w*|покойн\w*|ушед\w*|усопш\w*|decede\w*|defunts?|fallecid\w*|difunt\w*|"
            r"געשטארבן|ניפטר"
        ),
    ),
    (
        Meaning.RELATION,
        _has(
            r"relation|gender|sex|son (?:or )?daughter|son|daughter|ben (?:or )?ba[ts]h?|ben|"
            r"male (?:or )?female|m f|boy (?:or )?girl|מין|המין|בן (?:או )?בת|זכר (?:או )?נקבה|"
            r"пол|сын (?:или )?дочь|sexe|genre|fils (?:ou )?fille|sexo|genero|hijo (?:o )?hija|"
            r"זון (?:אדער )?טאכטער|h f|м ж"
        ),
    ),
    (
        Meaning.KIND,
        _has(
            r"kind|type|adult|age|ages|סוג|גיל|גילאי|מבוגר|возраст|тип|взрослый|age|adulte|"
            r"edad|adulto|עלטער"
        ),
    ),
    (
        Meaning.GRADE,
        _has(r"grade|class|classroom|כיתה|כתה|класс|classe|grado|curso|קלאס|kita"),
    ),
    (
        Meaning.CITY,
        _has(r"city|town|place|עיר|יישוב|ישוב|מקום|город|ville|ciudad|שטאט"),
    ),
)
_PARENTS = ((Meaning.MOTHER, _has(_MOTHER)), (Meaning.FATHER, _has(_FATHER)))
# A column of people is one of their names: “Student”.
_OF_PEOPLE = _has(
    r"^(?:the )?(?:students?|pupils?|campers?|participants?|honorees?|attendees?|congregants?)$|"
    r"^ה?תלמידים?$|^ה?תלמידה$|^ה?תלמידות$|^ה?משתתפים?$|^(?:l )?eleves?$|^alumn[oa]s?$|"
    r"^ученики?$|^ученица$|"
    r"^תלמיד ה$|^תלמידים ות$|^סטודענט(?:ן)?$"
)
_BOTH_PARENTS = _has(r"parents(?! ?\d)|הורים|ההורים|родители|родителей|padres|עלטערן")
_HAS = {
    word: _has(words)
    for word, words in {
        "hebrew": _HEBREW,
        "civil": _CIVIL,
        "name": _NAME,
        "first": _FIRST,
        "family": _FAMILY,
        "full": r"full|whole|complete|complet|completo|entier|полное|фио|ф и о|"
        r"ומשפחה|ושם משפחה|מלא|המלא|גאנצער?",
    }.items()
}
_DEPARTED = _has(r"deceased|departed|passed|נפטר|умер|decede|fallecid[oa]")
_INSCRIBED = _has(
    r"inscribed?|to (?:be )?(?:register(?:ed)?|written?|enter(?:ed)?|dedicated?|add(?:ed)?)|"
    r"(?:honou?ree|recipient|beneficiary)s?|letter (?:is )?for|"
    r"לרישום|לרשום|להירשם|הנרשם|הנרשמת|לכתוב|לכתיבה|האות עבור|"
    r"a inscrire|inscrite?|beneficiaire|inscribir|inscrit[oa]|beneficiari[oa]|"
    r"записать|вписать|записываем\w+|איינשרייבן"
)
_SENDER = _has(
    r"your|my|submit\w*|contact|ordered|purchaser|buyer|שמך|שלך|שולח|השולח|ממלא|הממלא|המזמין|"
    r"איש קשר|votre|tu|su|ваше|ваши|אייער|דיין"
)
_WORDS_OF_QUESTION = 12  # a longer text is a sentence, and no heading


def meaning_of(heading: str) -> Meaning | None:
    """What a heading names, or None if that is not known."""
    short, whole = folded(without_hint(heading)), folded(heading)
    if not whole or len(whole.split()) > _WORDS_OF_QUESTION * 2:
        return None
    return _meaning(short, whole) or _meaning(whole, whole)


def without_hint(heading: str) -> str:
    """A heading without what is in brackets."""
    return re.sub(r"[(\[{].*?[)\]}]", " ", heading)


def is_of_hebrew_names(heading: str) -> bool:
    """Whether a heading asks for a Hebrew name."""
    return bool(_HAS["hebrew"].search(folded(heading)))


def is_of_the_inscribed(heading: str) -> bool:
    """Whether a heading says whose letter it is: “Name of the person to be inscribed”."""
    return bool(_INSCRIBED.search(folded(heading)))


def is_of_the_sender(heading: str) -> bool:
    """Whether a heading may ask for the name of whoever fills in a form: “Your name”."""
    text = folded(heading)
    return bool(_SENDER.search(text)) and not _INSCRIBED.search(text)


def folded(heading: str) -> str:
    """A heading in lower case, without marks, quotes, numbering and punctuation."""
    # NFKD would take a Russian й apart, which is a letter of its own.
    text = heading.casefold().replace("й", "\ue000")
    text = unicodedata.normalize("NFKD", text)
    text = re.sub(r"['’‘׳״\"“”`´]", "", text)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    text = text.replace("\ue000", "й")
    text = re.sub(r"[^\w№]|_", " ", text)
    return " ".join(re.sub(r"^\s*q?\d{1,2}(?=\s)", " ", text).split())


def _meaning(text: str, with_hint: str) -> Meaning | None:
    if not text:
        return None
    parents = [meaning for meaning, pattern in _PARENTS if pattern.search(text)]
    first = _first_pattern(text)
    if first == Meaning.OTHER and _DEPARTED.search(text):
        first = Meaning.DEPARTED  # “Living or deceased?”
    if len(parents) == 1 and first in {None, Meaning.RELATION, Meaning.HONORIFIC}:
        return _of_parent(text, with_hint, parents[0])
    if first in {None, Meaning.OTHER} and (len(parents) > 1 or _BOTH_PARENTS.search(text)):
        return _of_both_parents(text, with_hint)
    if first == Meaning.MIDDLE and parents:
        return Meaning.OTHER
    if first:
        return first
    return _of_name(text, with_hint)


def _first_pattern(text: str) -> Meaning | None:
    return next((meaning for meaning, pattern in _PATTERNS if pattern.search(text)), None)


def _of_parent(text: str, with_hint: str, parent: Meaning) -> Meaning:
    """The parent's name for the certificate; not the parent's civil or family name."""
    if _HAS["hebrew"].search(with_hint):
        return parent
    if _HAS["civil"].search(with_hint) or _HAS["family"].search(text):
        return Meaning.OTHER
    return parent


def _of_both_parents(text: str, with_hint: str) -> Meaning:
    """“Parents” and “Mother and father”; not their civil or family names."""
    rest = _BOTH_PARENTS.sub(" ", text)
    if _first_pattern(rest) or _HAS["family"].search(text):
        return Meaning.OTHER
    hebrew = _HAS["hebrew"].search(with_hint)
    return Meaning.OTHER if _HAS["civil"].search(with_hint) and not hebrew else Meaning.PARENTS


def _of_name(text: str, with_hint: str) -> Meaning | None:
    has = {word: bool(pattern.search(text)) for word, pattern in _HAS.items()}
    hebrew = bool(_HAS["hebrew"].search(with_hint))
    civil = bool(_HAS["civil"].search(with_hint)) and not hebrew
    if text in {"nom", "el nombre y apellido"}:
        return Meaning.FAMILY_OR_WHOLE if text == "nom" else Meaning.WHOLE
    if has["full"] or (has["family"] and has["first"]):
        return Meaning.CIVIL if civil else (Meaning.FULL_HEBREW if hebrew else Meaning.WHOLE)
    if has["family"]:
        return Meaning.FAMILY
    if civil and (has["name"] or has["first"]):
        return Meaning.CIVIL
    if hebrew and (has["name"] or has["first"]):
        return Meaning.HEBREW_GIVEN
    if has["first"]:
        return Meaning.FIRST
    return Meaning.WHOLE if has["name"] or _OF_PEOPLE.search(text) else None
