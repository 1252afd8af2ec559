"""What a heading names: a word, a word with a hint in brackets, or a whole question.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

import re
import unicodedata
from enum import Enum
from functools import lru_cache

from letters.reading.headings.other_people import (
    FATHER,
    MOTHER,
    names_another,
    names_grandparent,
    names_official,
    names_parent,
    whole_words,
)


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
    HEBREW_BIRTH_DATE = "hebrew_birth_date"
    DEPARTED = "departed"
    HONORIFIC = "honorific"
    EMAIL = "email"
    CITY = "city"
    # The name of another person, or a kind of name that is not read: asked about.
    OTHER = "other"
    # Whether the person is living; read where each row says yes or no.
    LIVING = "living"
    # An age, a date or the like of another person, or the name of a teacher, a sponsor, a sender.
    OF_ANOTHER = "of_another"
    # A text that may say anything about the person: “Notes”.
    REMARK = "remark"
    GRADE = "grade"
    # Whether the person is a child, if the answers are yes and no.
    IS_CHILD = "is_child"


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


_has = whole_words

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
            r"כתובת|רחוב|מיקוד|адрес|adresse|direccion|amount|paid|price|"
            r"payment|donation|סכום|שולם|תשלום|сумма|оплата|montant|importe|id|"
            r"ת ?ז|תז|מספר|מס|no|nr|№|number|nr crt|номер|numero|title|prefix|תואר לפני|"
            r"חתימה|signature|consent|agree|מסכים|מאשר|tribe|kohen\w*|כהן לוי ישראל|"
            r"отчество|maiden|nee(?! le)|לפני הנישואין|נעורים|jeune fille|девичья|soltera|"
            r"anniversary|tables?|seat|tickets?|qty|quantity|invoice|receipt|order"
        ),
    ),
    (
        Meaning.REMARK,
        _has(
            r"notes?|comments?|remarks?|הערות?|הערה|примечани[ея]|комментари[ийя]|remarques?|"
            r"commentaires?|notas|comentarios|observaciones|באמערקונגען?|hebrew date|תאריך עברי"
        ),
    ),
    (
        Meaning.BIRTH_DATE,
        _has(
            r"birth ?dates?|birthdays?|(?:date|year) of birth|birth ?years?|dob|yob|born|"
            r"תאריך לידה|ת לידה|תאריך הלידה|שנת לידה|שנת הלידה|שנתון|יום הולדת|יום ההולדת|"
            r"(?:date|annee) de naissance|nee? le|anniversaire|"
            r"(?:дата|год) рождения|день рождения|г р|"
            r"(?:fecha|ano) de nacimiento|nacimiento|cumpleanos|"
            r"געבורטסטאג|געבורטס ?טאג|געבוירן(?: יאר)?|געבורט ?יאר"
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
            r"spouse\w*|wife\w*|husband\w*|partner\w*|siblings?|brothers?|sisters?|childrens?|kids|"
            r"grandmothers?|grandfathers?|grandparents?|parents?|second name|middle(?: name)?|"
            r"(?:child|kid|son|daughter|person|name|guest|member)s? ?(?:[2-9]|[1-9]\d)s?|"
            r"(?:2nd|3rd|4th|second|third|fourth) (?:child|person|name)|"
            r"בן ?זוג|בת ?זוג|אשה|אישה|האשה|בעל|הבעל|ילדים|ילד [1-9]|הורים|ההורים|סבא|סבתא|"
            r"שם אמצעי|супруг\w*|жена|муж|дети|родители|второе имя|"
            r"conjoint\w*|epouse?|mari|enfants|parents|deuxieme prenom|"
            r"(?:added|additional|extra|new|changed|other|old|previous|former|birth) "
            r"(?:hebrew |first |given )?names?|שם (?:נוסף|חדש|קודם)|השם (?:הנוסף|החדש|הקודם)|"
            r"(?:новое|прежнее) имя|nouveau (?:pre)?nom|ancien (?:pre)?nom|nuevo nombre|"
            r"in (?:loving )?memory of|in hono[u]?r of|dedicat\w+|iluy nish?m\w+|l?iluy nesh\w+|"
            r"לכבוד|לזכר|הקדשה|в память о?|в честь|en memoire de|en l honneur de|en memoria de|"
            r"esposo|esposa|conyuge|hijos|padres|segundo nombre|ווייב|מאן|קינדער|עלטערן"
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
            r"departed|deceased|passed away|passed|passing|deaths?|decease|dod|niftar\w*|nifter\w*|"
            r"petirah?|yah?r ?[zt]\w*eit\w*|yor ?tzeit\w*|yah?rzeit\w*|died|obm|hilula|azkar\w*|"
            r"נפטרו?|נפטרת|נפטרה|נפטרים|הנפטרים|הנפטר|הנפטרת|לעילוי נשמת|לענ|יאה?ר ?צייטן?|"
            r"פטירה|הפטירה|פטירת|פטירתו|פטירתה|נפטר ת|הסתלקות|אזכרה|יום השנה|מנוח|המנוח|המנוחה|"
            r"умер\w*|покойн\w*|ушед\w*|усопш\w*|смерт\w*|кончин\w*|й[оа]р?цайт\w*|"
            r"decede\w*|defunts?|defuntes?|deces|mort|morte|"
            r"fallecid\w*|fallecimiento|difunt\w*|muerte|defuncion|"
            r"געשטארבן|ניפטר|פטירות|טויט|אוועק(?:געגאנגען)?"
        ),
    ),
    (Meaning.LIVING, _has(r"living|alive|בחיים|חיה?|חי ה|жив|vivante?s?|viv[oa]s?")),
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
            r"edad|adulto|עלטער|ребенок или взрослый"
        ),
    ),
    (
        Meaning.IS_CHILD,
        _has(
            r"(?:under|below) (?:age )?(?:of )?1[23]|under ba[rts]h? ?mitz\w+|minors?|"
            r"is (?:this )?a (?:child|baby)|"
            r"קטין|קטינה|מתחת ל ?1[23]|עד 1[23]|moins de 1[23](?: ans)?|mineure?|menor|menores|"
            r"до 1[23](?: лет)?|"
            r"^child$|^baby$|^kid$|^ילד$|^ילד ה$|^תינוק$|^קינד$|^enfant$|^bebe$|^ребенок$|^nino$"
        ),
    ),
    (
        Meaning.GRADE,
        _has(
            r"grade|class|classroom|כיתה|כתה|класс|classe|grado|curso|קלאס|kita|"
            r"ba[rts]h? ?mi[tc]z?[vw]ah?s?|ב[רת] מצוו?ה|"
            r"ба[рт] ?мицв\w+|ba[rt] ?mitsva|גן|school ?year"
        ),
    ),
    (
        Meaning.CITY,
        _has(r"city|town|place|עיר|יישוב|ישוב|מקום|город|ville|ciudad|שטאט"),
    ),
)
_PARENTS = ((Meaning.MOTHER, _has(MOTHER)), (Meaning.FATHER, _has(FATHER)))
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
_CHILD = _has(
    r"childs?|child s|babys?|kids?|infants?|toddlers?|newborns?|"
    r"הילד|הילדה|ילד|ילדה|תינוק|התינוק|התינוקת|קינד|"
    r"enfants?|bebes?|nin[oa]s?|ребен\w+|детей|младен\w+"
)
_YAHRZEIT = _has(
    r"yah?r ?[zt]\w*eit\w*|yor ?tzeit\w*|יאה?ר ?צייטן?|אזכרה|יום השנה|й[оа]р?цайт\w*|azkar\w*"
)
_OF_NAMES = ("name", "first", "family", "full", "hebrew", "civil")
_FACTS = frozenset(
    {
        *(Meaning.BIRTH_DATE, Meaning.DEPARTED, Meaning.KIND, Meaning.RELATION),
        *(Meaning.HONORIFIC, Meaning.CITY),
    }
)
_GENDER = _has(
    r"gender|sex|male|female|מין|המין|זכר|נקבה|пол|sexe|genre|sexo|genero|m f|h f|м ж|געשלעכט"
)
_SON_OR_DAUGHTER = _has(
    r"sons?|daughters?|ben|ba[ts]h?|בן|בת|сын|дочь|fils|fille|hij[oa]|זון|טאכטער"
)
_OTHER = next(pattern for meaning, pattern in _PATTERNS if meaning == Meaning.OTHER)
_DEPARTED = next(pattern for meaning, pattern in _PATTERNS if meaning == Meaning.DEPARTED)
_LINKS = frozenset(
    {
        *("of", "the", "s", "de", "du", "la", "le", "los", "las", "del", "el", "des"),
        *("פון", "של", "די", "דער"),
    }
)
_WORDS_OF_QUESTION = 12  # a longer text is a sentence, and no heading


@lru_cache(maxsize=1 << 14)
def meaning_of(heading: str) -> Meaning | None:
    """What a heading names, or None if that is not known."""
    if heading.isdecimal():
        return None
    if names_grandparent(heading):
        return Meaning.OTHER
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
    """Whether a heading may ask for the name of the person who fills in a form: “Your name”."""
    text = folded(heading)
    return bool(_SENDER.search(text)) and not _INSCRIBED.search(text)


def is_of_children(heading: str) -> bool:
    """Whether a heading asks about a child: “Child’s Hebrew name”."""
    text = folded(heading)
    return bool(_CHILD.search(text)) and not _SON_OR_DAUGHTER.search(text)


def is_of_yahrzeits(heading: str) -> bool:
    """Whether a heading names yahrzeits, and not who has passed away."""
    return bool(_YAHRZEIT.search(folded(heading)))


def without_departed(heading: str) -> str:
    """What a heading says beside “of the deceased”; "" if it does not say that."""
    text = folded(without_hint(heading))
    rest = _DEPARTED.sub(" ", text)
    if rest == text:
        return ""
    return " ".join(word for word in rest.split() if word not in _LINKS)


def folded(heading: str) -> str:
    """A heading in lower case, without marks, quotes, numbering and punctuation."""
    return " ".join(re.sub(r"^\s*q?\d{1,2}(?=\s)", " ", plain(heading)).split())


def plain(heading: str) -> str:
    """As `folded`, with a number at the beginning."""
    # NFKD would take a Russian й apart, which is a letter of its own.
    text = heading.casefold().replace("й", "\ue000")
    text = unicodedata.normalize("NFKD", text)
    text = re.sub(r"['’‘׳״\"“”`´]", "", text)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    text = text.replace("\ue000", "й")
    return " ".join(re.sub(r"[^\w№]|_", " ", text).split())


def _meaning(text: str, with_hint: str) -> Meaning | None:
    if not text:
        return None
    parents = [meaning for meaning, pattern in _PARENTS if pattern.search(text)]
    first = _first_pattern(text)
    if _is_of_another(text, first):
        return Meaning.OF_ANOTHER
    if len(parents) == 1 and first in {None, Meaning.RELATION}:
        return _of_parent(text, with_hint, parents[0])
    if first in {None, Meaning.OTHER} and (len(parents) > 1 or _BOTH_PARENTS.search(text)):
        return _of_both_parents(text, with_hint)
    if first == Meaning.MIDDLE and parents:
        return Meaning.OTHER
    if first == Meaning.BIRTH_DATE and _HAS["hebrew"].search(with_hint):
        return Meaning.HEBREW_BIRTH_DATE
    if first:
        return first
    return _of_name(text, with_hint)


def _first_pattern(text: str) -> Meaning | None:
    return next((meaning for meaning, pattern in _PATTERNS if pattern.search(text)), None)


def _is_of_another(text: str, first: Meaning | None) -> bool:
    """Whether a heading names another person and a fact: it says nothing about the person."""
    if first == Meaning.LIVING:
        return names_another(text)  # “Is your mother living?”
    if first == Meaning.OTHER:
        return any(pattern.search(text) for fact, pattern in _PATTERNS if fact in _FACTS)
    if not names_another(text) and not _OTHER.search(text):
        return False
    if first == Meaning.RELATION:
        return bool(_GENDER.search(text)) and not _SON_OR_DAUGHTER.search(text)
    if first == Meaning.EMAIL:
        return not names_parent(text)
    if first is None:
        return names_official(text) and any(_HAS[word].search(text) for word in _OF_NAMES)
    return first in _FACTS


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
