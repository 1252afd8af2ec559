"""Words of the titles of a list, by what they say about the people below them.

In English, Hebrew, Yiddish, Russian, French and Spanish.
"""

from letters.reading.headings.meanings import folded

_WORDS = {
    "departed": """
        niftarim | niftarot | niftaros | niftar | nifteres | niftorim | neshamos | neshamot |
        neshama | neshomos | neshomo | neshoma | deceased | departed | the late | yizkor |
        yahrzeit | yahrzeits | yartzeit | yartzeits | yahrtzeit | yahrtzeits | memorial |
        memorials | fallen | the fallen | fallen soldiers | our fallen soldiers | murdered |
        martyrs | in memory | in loving memory | memory | iluy nishmas | iluy nishmat | liluy
        nishmas | leiluy nishmas | lilui nishmat | leilui nishmas | leilui nishmat | leiluy
        nishmat | liluy nishmat | lilui nishmas | ilui nishmat | obm | zl | passed away | of
        blessed memory | נפטרים | הנפטרים | נפטרות | נפטר | נפטרה | נפטרת | נשמות | הנשמות |
        נשמת | לעילוי נשמת | לעילוי נשמות | לעלוי נשמת | עילוי נשמת | לע"נ | לז"נ | לזכר | לזכר
        נשמת | ז"ל | ע"ה | מנוחים | המנוחים | נופלים | הנופלים | חללים |
        חללי צה"ל | חללי צהל | הי"ד | נרצחים | הנרצחים | נספים | הנספים | יזכור | אזכרה |
        אזכרות | הנצחה | יארצייט |
        יארצייטן | יאהרצייט | געשטארבן | פטירות | ניפטרים | умершие | умерших | усопшие |
        усопших | покойные | покойных | ушедшие | ушедших | в память | в память о | памяти |
        йорцайт | йорцайты | изкор | погибшие | погибших | павшие | павшие солдаты |
        убитые | скончавшиеся | defunts | defuntes | defunt | decedes |
        decedees | decede | en memoire | en memoire de | a la memoire | a la memoire de |
        disparus | nos defunts | morts | tombes | soldats tombes | assassines | caidos |
        soldados caidos | asesinados | fallecidos | fallecidas | fallecido | fallecida |
        difuntos | difuntas | difunto | difunta | en memoria | en memoria de | muertos
    """,
    "living": """
        living | alive | בחיים | החיים | живые | живых | живущие | vivants | en vie | vivos |
        vivas | лебн | לעבעדיגע
    """,
    "child": """
        children | child | kids | youngsters | yeladim | kinder | kinderlach | toddlers | minors
        | our children | ילדים | הילדים | ילדינו | ילד | קטינים | פעוטות | פעוטים | טף | נכדים |
        קינדער | קינדערלעך | די קינדער | дети | детей | детки | ребенок | наши дети | внуки |
        enfants | enfant | les enfants | mineurs | menores | infantes
    """,
    "baby": """
        babies | baby | newborns | newborn | infants | infant | תינוקות | תינוק | תינוקת |
        תינוקים | בייבי | עופעלע | עופעלעך | младенцы | младенец | малыши | новорожденные |
        bebes | bebe | nouveau-nes | nourrissons | recien nacidos
    """,
    "girl": """
        girls | girl | בנות | הבנות | ילדות | מיידלעך | מיידל | девочки | девочка | filles |
        fillettes | ninas | nina
    """,
    "boy": """
        boys | boy | בנים | הבנים | בחורים | אינגלעך | אינגל | мальчики | мальчик | garcons |
        garcon | ninos | nino
    """,
    "daughter": """
        daughters | women | ladies | woman | mothers | נשים | הנשים | אמהות | פרויען | ווייבער |
        женщины | дочери | дамы | femmes | dames | mujeres | damas | senoras | hijas | females |
        female
    """,
    "son": """
        sons | men | man | gentlemen | fathers | גברים | הגברים | אבות | מענער | מאנסלייט |
        мужчины | сыновья | hommes | messieurs | hombres | caballeros | senores | hijos | males
        | male | varones
    """,
    "adult": """
        adults | adult | grown-ups | grownups | מבוגרים | המבוגרים | מבוגר | דערוואקסענע |
        взрослые | взрослый | adultes | adulte | adultos | adulto
    """,
    "other": """
        refuah | refuah shleimah | refuah shleima | refuah sheleimah | refua shleima | for
        refuah | cholim | sick | shidduch | shidduchim | parnassah | parnassa | yeshuos |
        hatzlacha | brachos | nachas | zera shel kayama | חולים | לרפואה | לרפואה שלימה | לרפואה
        שלמה | רפואה שלימה | רפואה שלמה | לשידוך | לשידוכים | לזיווג | לזיווג הגון | לפרנסה |
        לפרנסה טובה | לברכה | לישועה | לישועות | להצלחה | לזש"ק | לזרע של קיימא | больные | за
        здоровье | о здравии | malades | guerison | enfermos | salud | recuperacion | others |
        more | everyone | general | members | guests | staff | students | אחרים | כללי | תלמידים
        | אורחים
    """,
    "neutral": """
        do | please | people | letters | orders | list | lists | names | name | of | the | for |
        our | all | total | and | & | in | to | from | a | on | רשימה | רשימת | שמות | השמות |
        של | כל | עם | גם | והנה | להלן | список | имена | имен | наши | и | за | noms | liste |
        des | les | nos | de | du | la | le | et | pour | lista | nombres | los | las | y |
        nuestros | para | el | נעמען | די | פון | ליסטע | פאר
    """,
}
TITLE_MEANINGS = {
    folded(word): said
    for said, words in _WORDS.items()
    for word in " ".join(words.split()).split("|")
    if word.strip()
}
