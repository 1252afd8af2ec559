"""What a column can be, and the words in headings that say so.

In English, Hebrew, Yiddish, Russian, French and Spanish; also in German, Portuguese, Italian and
Ukrainian.
"""

import re
from enum import Enum

from letters.reading.headings.other_people import (
    FATHER,
    MOTHER,
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
    r"hebraischer?|hebraico|ebraico|єврейськ\w*|"
    r"עברי|העברי|עברית|העברית|יהודי|בעברית|יהודית|אידיש|אידישער|אידישע|ייד?ישער|הקודש|קודש|לתורה|לעליה"
)
_CIVIL = (
    r"english|civil|secular|legal|passport|latin|לועזי|לועזית|באנגלית|אנגלית|אנגלי|אזרחי|"
    r"civile|francais|anglais|civil|ingles|русское|паспорту?|паспортное|светское|ענגליש\w*|גוי\w*"
)
_NAME = (
    r"names?|שם|השם|שמו|שמה|שמך|שמכם|שמות|השמות|נאמען|נאמן|имя|имена|имени|nom|noms|prenoms?|"
    r"nombres?|nomes?|nomi|імя|імені|імена"
)
_FIRST = (
    r"first|given|fore|forename|firstname|פרטי|הפרטי|ערשטער?|ערשטע|prenoms?|nombres?|имя|primer|"
    r"vornamen?|nome|імя"
)
_FAMILY = (
    r"last|surname|family|lastname|familyname|surnames|משפחה|המשפחה|פאמיליע|פאמיליעס|פאמיליענאמען|"
    r"фамилия|фамилию|famille|apellidos?|nachname|familia|paterno|"
    r"familienname|sobrenomes?|cognomen?|cognomi|прізвище"
)


_has = whole_words

# The first that is found counts.
PATTERNS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
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
            r"отчество|по батькові|maiden|"
            r"nee(?! le)|לפני הנישואין|נעורים|jeune fille|девичья|soltera|"
            r"handy|strasse|straße|plz|telefone|endereco|indirizzo|адреса|"
            r"(?:t ?)?shirts?(?: size)?|sizes?|allerg\w+|medical\w*|medications?|diet\w*|insurance|"
            r"bunk|"
            r"bus|pickup|lunch|session|tuition|"
            r"anniversary|tables?|seat|tickets?|qty|quantity|invoice|receipt|order"
        ),
    ),
    (
        Meaning.REMARK,
        _has(
            r"notes?|comments?|remarks?|הערות?|הערה|примечани[ея]|комментари[ийя]|remarques?|"
            r"commentaires?|notas|comentarios|observaciones|bemerkung\w*|observac\w+|"
            r"примітк\w+|באמערקונגען?|hebrew date|תאריך עברי"
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
            r"geburtsdatum|geburtstag|data de nascimento|nascimento|data di nascita|"
            r"дата народження|"
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
            r"verstorben\w*|gestorben\w*|falecid\w*|defunt[oaie]|померл\w*|"
            r"געשטארבן|ניפטר|פטירות|טויט|אוועק(?:געגאנגען)?"
        ),
    ),
    (Meaning.LIVING, _has(r"living|alive|בחיים|חיה?|חי ה|жив|vivante?s?|viv[oa]s?")),
    (
        Meaning.RELATION,
        _has(
            r"relation|gender|sex|son (?:or )?daughter|son|daughter|ben (?:or )?ba[ts]h?|ben|"
            r"male (?:or )?female|m f|boy (?:or )?girl|מין|המין|בן (?:או )?בת|זכר (?:או )?נקבה|"
            r"geschlecht|sesso|стать|"
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
        _has(
            r"city|town|place|עיר|יישוב|ישוב|מקום|город|ville|ciudad|שטאט|"
            r"wohnort|stadt|ort|cidade|citta|місто"
        ),
    ),
)
PARENTS = ((Meaning.MOTHER, _has(MOTHER)), (Meaning.FATHER, _has(FATHER)))
# A column of people is one of their names: “Student”.
OF_PEOPLE = _has(
    r"^(?:the )?(?:students?|pupils?|campers?|participants?|honorees?|attendees?|congregants?)$|"
    r"^ה?תלמידים?$|^ה?תלמידה$|^ה?תלמידות$|^ה?משתתפים?$|^(?:l )?eleves?$|^alumn[oa]s?$|"
    r"^ученики?$|^ученица$|"
    r"^תלמיד ה$|^תלמידים ות$|^סטודענט(?:ן)?$"
)
BOTH_PARENTS = _has(r"parents(?! ?\d)|הורים|ההורים|родители|родителей|padres|עלטערן")
HAS = {
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
INSCRIBED = _has(
    r"inscribed?|to (?:be )?(?:register(?:ed)?|written?|enter(?:ed)?|dedicated?|add(?:ed)?)|"
    r"(?:honou?ree|recipient|beneficiary)s?|letter (?:is )?for|"
    r"לרישום|לרשום|להירשם|הנרשם|הנרשמת|לכתוב|לכתיבה|האות עבור|"
    r"a inscrire|inscrite?|beneficiaire|inscribir|inscrit[oa]|beneficiari[oa]|"
    r"записать|вписать|записываем\w+|איינשרייבן"
)
SENDER = _has(
    r"your|my|submit\w*|contact|ordered|purchaser|buyer|שמך|שלך|שולח|השולח|ממלא|הממלא|המזמין|"
    r"איש קשר|votre|tu|su|ваше|ваши|אייער|דיין"
)
CHILD = _has(
    r"childs?|child s|babys?|kids?|infants?|toddlers?|newborns?|"
    r"הילד|הילדה|ילד|ילדה|תינוק|התינוק|התינוקת|קינד|"
    r"[ld]?enfants?|bebes?|nin[oa]s?|ребен\w+|детей|младен\w+"
)
YAHRZEIT = _has(
    r"yah?r ?[zt]\w*eit\w*|yor ?tzeit\w*|יאה?ר ?צייטן?|אזכרה|יום השנה|й[оа]р?цайт\w*|azkar\w*"
)
OF_NAMES = ("name", "first", "family", "full", "hebrew", "civil")
FACTS = frozenset(
    {
        *(Meaning.BIRTH_DATE, Meaning.DEPARTED, Meaning.KIND, Meaning.RELATION),
        *(Meaning.HONORIFIC, Meaning.CITY),
    }
)
GENDER = _has(
    r"geschlecht|sesso|стать|gender|sex|male|female|מין|המין|זכר|נקבה|пол|sexe|genre|sexo|genero|"
    r"m f|h f|м ж|געשלעכט"
)
SON_OR_DAUGHTER = _has(
    r"sons?|daughters?|ben|ba[ts]h?|בן|בת|сын|дочь|fils|fille|hij[oa]|זון|טאכטער"
)
OTHER = next(pattern for meaning, pattern in PATTERNS if meaning == Meaning.OTHER)
DEPARTED = next(pattern for meaning, pattern in PATTERNS if meaning == Meaning.DEPARTED)
LINKS = frozenset(
    {
        *("of", "the", "s", "de", "du", "la", "le", "los", "las", "del", "el", "des"),
        *("פון", "של", "די", "דער"),
    }
)
WORDS_OF_QUESTION = 12  # a longer text is a sentence, and no heading
