"""A list of 300 invented names as a shliach may paste it: without a column for son or daughter."""

import random

_MEN = {
    "en": "Yosef Moshe Dovid Shmuel Levi Mendel Yitzchok Yaakov Avraham Naftoli Zevulun Asher",
    "he": "יוסף משה דוד שמואל לוי מענדל יצחק יעקב אברהם נפתלי זבולון אשר",
}
_WOMEN = {
    "en": "Mushka Sarah Rivka Rochel Leah Chana Devora Esther Miriam Nechama Basya Shoshana Tova",
    "he": "מושקא שרה רבקה רחל לאה חנה דבורה אסתר מרים נחמה בתיה שושנה טובה",
}
_FAMILIES = {
    "en": "Levi Cohen Gurevitch Friedman Katz Rosenberg Azoulay Mizrahi Shapiro Raskin Feldman",
    "he": "לוי כהן גורביץ פרידמן כץ רוזנברג אזולאי מזרחי שפירא ראסקין פלדמן",
}


def pasted_list(count: int = 300, seed: int = 1) -> str:
    """Headings and rows with tabs, in both scripts; all rows are different."""
    chance = random.Random(seed)
    rows: dict[str, None] = {}
    while len(rows) < count:
        script = chance.choice(["en", "he"])
        names = (_MEN if chance.random() < 0.5 else _WOMEN)[script].split()
        given = " ".join(chance.sample(names, 2 if chance.random() < 0.4 else 1))
        mother = chance.choice(_WOMEN[script].split())
        rows["\t".join([given, mother, chance.choice(_FAMILIES[script].split())])] = None
    return "\n".join(["Given name\tMother\tFamily name", *rows]) + "\n"
