"""Words for another person than the one of a row, in headings and in cells.

In English, Hebrew, Yiddish, Russian, French and Spanish, as `headings.folded` leaves them.
"""

import re

MOTHER = (
    r"mothers?|moms?|mommys?|mum|mama|immas?|maternal|אם|האם|אמא|האמא|אימא|האימא|אמו|אמה|אמי|אמך|"
    r"אמכם|לאם|היולדת|יולדת|"
    r"מאמע|מאמעס|מאמען|מוטער|מוטערס|מאמאס?|мать|матери|матерью|мама|мамы|маме|маму|"
    r"mutter|mutters|(?<=da )mae|роженица|роженицы|мати|матері|mere|maman|madre|mama"
)
FATHER = (
    r"fathers?|dads?|daddys?|abbas?|paternal|tatt[yi]s?|אב|האב|אבא|האבא|אביו|אביה|אבי|אביך|אביכם|"
    r"לאב|טאטע|טאטנס|פאטער|פאטערס|טאטעס|отец|отца|отцу|папа|папы|папу|vaters?|(?<=do )pai|"
    r"babbo|батько|батька|pere|papa|padre"
)
_RELATIVES = (
    r"parents?|guardians?|spouses?|wifes?|wives|husbands?|partners?|fiancee?s?|siblings?|brothers?|"
    r"sisters?|sons|daughters|uncles?|aunts?|cousins?|grand ?(?:mothers?|fathers?|parents?|mas?|"
    r"pas?|sons?|daughters?|child\w*)|bubb\w+|zaid\w+|zeid\w+|savtas?|sabas?|widow\w*|"
    r"(?:old|eld|young)est (?:child|son|daughter|kid|boy|girl)(?:ren)?s?|"
    r"(?:step|god) ?(?:mother|father|parent|son|daughter|child)s?|in ?laws?|relatives?|hubbys?|"
    r"(?:mother|father|son|daughter)s? in laws?|"
    r"הורה|ההורה|הורים|ההורים|הוריו|הוריה|בן ?הזוג|בת ?הזוג|בן ?זוג|בת ?זוג|בן ?זוגה|בת ?זוגו|"
    r"בעל|הבעל|בעלה|בעלי|אשה|אישה|האשה|האישה|אשתו|אשתי|רעיה|הרעיה|רעייתו|סבא|הסבא|סבתא|הסבתא|"
    r"סב|הסב|סבים|סבו|סבתו|סבה|סבתה|אח|האח|אחיו|אחיה|אחות|האחות|אחותו|אחותה|אחים|האחים|דודה|"
    r"הדוד|הדודה|חם|חמיו|חמות|חמותו|חותן|חותנו|חותנת|גיס|גיסה|אפוטרופוס|קרוב|קרוב משפחה|"
    r"אלמנה|אלמן|"
    r"עלטערן|מאן|ווייב|ברודער|שוועסטער|זיידע|זיידעס|באבע|באבעס|באבי|שווער|שוויגער|פעטער|מומע|"
    r"родител\w*|супруг\w*|муж|мужа|мужу|жена|жены|жене|жену|дед|деда|дедушк\w*|бабушк\w*|"
    r"брат|брата|братья|сестра|сестры|сестре|дядя|дяди|тетя|тети|свекр\w*|тесть|тестя|тещ\w*|"
    r"опекун\w*|сына|дочери|внук\w*|внучк\w*|"
    r"conjoint\w*|epou(?:x|se)s?|mari|grands? ?(?:meres?|peres?|parents?)|freres?|soeurs?|"
    r"oncles?|tantes?|cousine?s?|tuteur|tutrice|beaux? (?:pere|frere)|belles? (?:mere|soeur)|"
    r"padres|espos[oa]s?|conyuge|pareja|marido|abuel[oa]s?|herman[oa]s?|ti[oa]s?|suegr[oa]s?|"
    r"tutor|tutora|prim[oa]s?|großmutter|großvater|oma|opa"
)
# Who teaches, pays, sends the list or is called about it.
_OFFICIALS = (
    r"teachers?|morahs?|moros|rebbes?|melamed|counsel+ors?|principals?|rabbis?|rabbanim|rav|"
    r"mashpi[ae]\w*|mashpiim|shliach|shluchim|sponsors?|sponsored by|donors?|donated by|payers?|"
    r"paid by|emergency|references?|referr\w+|filled (?:in |out )?by|completed by|entered by|"
    r"registered by|register(?:er|ing person)|sent by|senders?|organi[sz]ers?|coordinators?|"
    r"billing|bill(?:ed)? to|shipping|ship(?:ped)? to|customers?|card ?holders?|account holders?|"
    r"contacts|contact persons?|contact names?|dedicated by|given by|gift of|buyers?|purchasers?|"
    r"מורה|המורה|מחנך|המחנך|מחנכת|המחנכת|גננת|הגננת|מלמד|המלמד|רב|הרב|רבנית|הרבנית|משפיע|"
    r"המשפיע|תורם|התורם|תורמת|התורמת|תורמים|נותן החסות|חסות|איש ?קשר|איש הקשר|אשת קשר|אנשי קשר|"
    r"לקוח|הלקוח|לקוחה|בעל הכרטיס|בעלת הכרטיס|"
    r"ממלא הטופס|מגיש|המגיש|שולח|השולח|משלם|המשלם|נרשם על ידי|הוזן על ידי|נתרם על ידי|"
    r"לערער|לערערין|רבי|דער רב|"
    r"учител\w*|раввин\w*|рав|воспитател\w*|спонсор\w*|донор\w*|жертвовател\w*|контактн\w*|"
    r"плательщик\w*|отправител\w*|"
    r"professeurs?|maitres?|maitresses?|enseignant\w*|rabbins?|parrains?|donateurs?|donatrices?|"
    r"soumis par|envoye par|personne a contacter|"
    r"maestr[oa]s?|profesor\w*|rabinos?|patrocinador\w*|donantes?|enviado por|persona de contacto"
)


# A parent of a parent, or of a husband or wife.
_OF_PARENTS = re.compile(
    rf"(?<!\w)(?:{MOTHER}|{FATHER})['’´`]?s?[ -]in[ -]?laws?(?!\w)|"
    rf"(?<!\w)(?:step|god)[ -]?(?:{MOTHER}|{FATHER})(?!\w)|"
    rf"(?:mom|dad|mother|father|parent)s?['’´`]s? +(?:hebrew +)?(?:{MOTHER}|{FATHER})(?!\w)|"
    r"(?:mother|father) of (?:the )?(?:mother|father)|"
    r"(?<!\w)(?:שם )?(?:אם|אב|אבי|אמא של|אבא של) (?:ה?אם|ה?אב|ה?אמא|ה?אבא|אמו|אביו|אמה|אביה)(?!\w)|"
    r"(?:мать|отец|имя) (?:матери|отца) (?:матери|отца)|(?:мать|отец) (?:матери|отца)|"
    r"(?:mère|père) (?:de la mère|du père)|(?:madre|padre) (?:de la madre|del padre)",
    re.IGNORECASE,
)


def whole_words(words: str) -> re.Pattern[str]:
    """A pattern for any of the words, not inside another word."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


_ANOTHER = whole_words(rf"{MOTHER}|{FATHER}|{_RELATIVES}|{_OFFICIALS}")
_PARENT = whole_words(
    rf"{MOTHER}|{FATHER}|parents?|guardians?|הורה|הורים|ההורים|עלטערן|родител\w*|padres|tutor"
)
_OFFICIAL = whole_words(_OFFICIALS)


def names_another(folded: str) -> bool:
    """Whether a heading has a word for another person: “fathers yahrzeit”."""
    return bool(_ANOTHER.search(folded))


def names_parent(folded: str) -> bool:
    """Whether a heading has a word for a parent: the address of a child is often the parents'."""
    return bool(_PARENT.search(folded))


def names_official(folded: str) -> bool:
    """Whether a heading has a word for a teacher, a sponsor, a sender of the list or the like."""
    return bool(_OFFICIAL.search(folded))


def names_grandparent(heading: str) -> bool:
    """Whether a heading, as typed, names a parent of a parent or a mother-in-law."""
    return bool(_OF_PARENTS.search(heading))
