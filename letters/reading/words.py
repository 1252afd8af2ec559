"""Words by which a list is understood, in English, Hebrew, Yiddish, Russian, French and Spanish."""

import re

# "ben" and "bas" between a name and the name of a parent.
RELATION_WORDS = (
    r"ben|bar|bas|bat|bath|b['’]|b\.|bnei|son of|daughter of|"
    r"бен|бат|бар|бас|сын|дочь|"
    r"fils de|fille de|hijo de|hija de|filho de|filha de|figlio di|figlia di|s/o|d/o|син|донька|"
    r"בן|בת|בר|בֶּן|בֵּן|בַּת|ב[״\"]ר"
)
RELATION = re.compile(rf"(?<=\S\s)(?<![\w-])(?:{RELATION_WORDS})(?=\s+[\w\"“„«])", re.IGNORECASE)

# A list or a message begins or ends with such lines.
GREETINGS = re.compile(
    r"^\W*(?:dear|hi|hello|hey|shalom|good (?:morning|evening|day|shabbos)|gut (?:shabbos|voch)|"
    r"thanks?|thank you|todah?|best|regards|kind regards|sincerely|blessings|love|sent from|"
    r"please|here (?:is|are|come)|these are|this is|attached|as (?:requested|discussed)|"
    r"forwarded|fwd|re|fw|subject|from|to|date|cc|"
    r"שלום|לכבוד|ל?כב['׳]|היי|בוקר טוב|ערב טוב|שבוע טוב|שבת שלום|תודה|בברכה|בתודה|"
    r"להלן|הנה|מצורף|מצורפת|מצ[\"״]ב|אלו השמות|נא|בבקשה|אנא|בס[\"״]ד|ב[\"״]ה|ב['׳]ה|"
    r"здравствуйте|шалом|привет|спасибо|с уважением|добрый (?:день|вечер)|доброе утро|вот|"
    r"bonjour|bonsoir|merci|cordialement|cher|chère|voici|ci-joint|"
    r"hola|buenos d[ií]as|buenas|gracias|saludos|estimad[oa]|aqu[ií]|adjunto|"
    r"b[\"'”’]{1,2}h|bs[\"'”’]{1,2}d)(?!\w)",
    re.IGNORECASE,
)
# Of the departed: as the title of a list, or before a name.
FOR_THE_DEPARTED = re.compile(
    r"l[e'’]?ilu[iy] n[ei]sh\w+|li[ -]?lu[iy] nish\w+|in (?:loving )?memory of|in memoriam|"
    r"yahrzeits?|departed|deceased|of blessed memory|"
    r"לעילוי נשמת|לע[\"״]נ|לזכר(?: נשמת)?|לז[\"״]נ|נפטרים|הנפטרים|"
    r"в память|памяти|ушедшие|усопшие|à la mémoire|en m[ée]moire|défunts?|en memoria|fallecidos",
    re.IGNORECASE,
)
TOTALS = re.compile(
    r"^\W*(?:grand )?(?:total|sum|subtotal|count|סה[\"״]כ|סך הכל|סיכום|итого|всего|somme)(?!\w)",
    re.IGNORECASE,
)

FAMILY_WORDS = re.compile(
    r"(?<!\w)(?:family|families|mishpach\w+|משפח\w+|פאמיליע|famille|семья|семьи|familia)(?!\w)",
    re.IGNORECASE,
)
# Titles of one word that are no family name.
TITLE_WORDS = frozenset(
    [
        "names",
        "name",
        "list",
        "adults",
        "children",
        "kids",
        "boys",
        "girls",
        "men",
        "women",
        "people",
        "everyone",
        "others",
        "more",
        "guests",
        "members",
        "staff",
        "students",
        "living",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "torah",
        "me",
        "myself",
        "self",
        "us",
        "אני",
        "אנחנו",
        "moi",
        "nous",
        "yo",
        "nosotros",
        "я",
        "мы",
        "tehillim",
        "refuah",
        "shidduch",
        "שמות",
        "השמות",
        "שם",
        "רשימה",
        "מבוגרים",
        "ילדים",
        "בנים",
        "בנות",
        "גברים",
        "נשים",
        "אנשים",
        "תלמידים",
        "אורחים",
        "עוד",
        "חולים",
        "לרפואה",
        "לשידוך",
        "לזיווג",
        "לברכה",
        "לפרנסה",
        "לילדים",
        "תהלים",
        "תהילים",
        "ראשון",
        "שני",
        "שלישי",
        "noms",
        "liste",
        "adultes",
        "enfants",
        "garçons",
        "filles",
        "hommes",
        "femmes",
        "имена",
        "имя",
        "список",
        "взрослые",
        "дети",
        "мальчики",
        "девочки",
        "мужчины",
        "женщины",
        "nombres",
        "lista",
        "adultos",
        "niños",
        "niñas",
        "hombres",
        "mujeres",
        "נעמען",
        "קינדער",
    ]
)
