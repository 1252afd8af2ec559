"""Tables of four people that the cases of workbooks share."""

HEADINGS = "Hebrew Name|Gender|Mother|Last Name"
ROWS = """Yosef|M|Chana|Levi
Mushka|F|Sarah|Cohen
Eliyahu|M|Devorah|Katz
Shaina|F|Fraida|Hirsch"""
PEOPLE = """
    Yosef | ben | Chana || Levi
    Mushka | bas | Sarah || Cohen
    Eliyahu | ben | Devorah || Katz
    Shaina | bas | Fraida || Hirsch
"""
HEBREW_HEADINGS = "שם פרטי|בן/בת|שם האם|שם משפחה"
HEBREW_ROWS = """יוסף|בן|חנה|לוי
מושקא|בת|שרה|כהן
אליהו|בן|דבורה|כץ
שיינא|בת|פרידא|הירש"""
HEBREW_PEOPLE = """
    יוסף | ben | חנה || לוי
    מושקא | bas | שרה || כהן
    אליהו | ben | דבורה || כץ
    שיינא | bas | פרידא || הירש
"""
TABLE = f"{HEADINGS}\n{ROWS}"
HEBREW_TABLE = f"{HEBREW_HEADINGS}\n{HEBREW_ROWS}"
