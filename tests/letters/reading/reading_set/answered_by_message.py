"""Names that came by message: forms filled in as lines, comments, chats of meetings, sentences."""

from tests.letters.reading.reading_set.case import Case

CASES = [
    Case(
        "fields as lines of a website's form",
        "Yosef | ben | Chana || Levi | yosef@example.org\n"
        "Mushka | bas | Sarah || Cohen | mushka@example.org",
        "First Name: Joseph\nLast Name: Levi\nHebrew Name: Yosef\nMother's Hebrew Name: Chana\n"
        "Gender: Male\nEmail: yosef@example.org\n\n"
        "First Name: Mia\nLast Name: Cohen\nHebrew Name: Mushka\nMother's Hebrew Name: Sarah\n"
        "Gender: Female\nEmail: mushka@example.org\n",
    ),
    Case(
        "fields as lines in Hebrew",
        "יוסף | ben | חנה || לוי\nמושקא | bas | שרה || כהן",
        "שם פרטי: יוסף\nשם משפחה: לוי\nשם האם: חנה\nמין: זכר\n\n"
        "שם פרטי: מושקא\nשם משפחה: כהן\nשם האם: שרה\nמין: נקבה",
    ),
    Case(
        "fields as lines with rulers between and no empty lines",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen\nDovid | ben | Leah || Katz",
        "Hebrew name: Yosef\nSon or daughter: son\nMother: Chana\nFamily: Levi\n-----\n"
        "Hebrew name: Mushka\nSon or daughter: daughter\nMother: Sarah\nFamily: Cohen\n-----\n"
        "Hebrew name: Dovid\nSon or daughter: son\nMother: Leah\nFamily: Katz",
    ),
    Case(
        "fields as lines, of which one person left out a field",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah",
        "Name: Yosef\nGender: boy\nMother: Chana\nFamily name: Levi\n\n"
        "Name: Mushka\nGender: girl\nMother: Sarah\nFamily name:",
    ),
    Case(
        "comments copied from Facebook",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Dina Rosen\nYosef ben Chana\n2d\nLike\nReply\n"
        "Mark Levi\nMushka bas Sarah\n1d\nLike\nReply",
    ),
    Case(
        "the chat of a meeting in Zoom",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDovid | ben | Leah",
        "12:03:44 From Dina Rosen to Everyone:\n\tYosef ben Chana\n"
        "12:04:10 From Mark Levi to Everyone:\n\tMushka bas Sarah\n"
        "12:04:31 From Mark Levi to Everyone:\n\tDovid ben Leah",
    ),
    Case(
        "the saved chat of a meeting in Zoom, a line each",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "12:03:44\t From  Dina Rosen : Yosef ben Chana\n12:04:10\t From  Mark : Mushka bas Sarah",
    ),
    Case(
        "a reply that quotes a list",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "On Mon, Nov 2, 2026 at 9:14 AM Rabbi Levi <rabbi@example.org> wrote:\n"
        "> 1. Yosef ben Chana\n> 2. Mushka bas Sarah\n",
    ),
    Case(
        "please add, before each name",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Please add Yosef ben Chana\nPlease add Mushka bas Sarah",
    ),
    Case(
        "please add, before each name in Hebrew",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "נא להוסיף את יוסף בן חנה\nנא להוסיף את מושקא בת שרה",
    ),
    Case(
        "my name is",
        "Yosef | ben | Chana\nמושקא | bas | שרה",
        "My name is Yosef ben Chana\nשמי מושקא בת שרה",
    ),
    Case(
        "a letter for",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "A letter for Yosef ben Chana\nOne letter for Mushka bas Sarah",
    ),
    Case(
        "relatives before each name",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDovid | ben | Leah",
        "My husband: Yosef ben Chana\nMe: Mushka bas Sarah\nMy father: Dovid ben Leah",
    ),
    Case(
        "relatives before each name without a colon",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "My son Yosef ben Chana\nMy daughter Mushka bas Sarah",
        must_ask=True,  # they may be children
    ),
    Case(
        "parents before each name without a colon",
        "Dovid | ben | Leah\nMushka | bas | Sarah\nיוסף | ben | חנה",
        "My father Dovid ben Leah\nMy mother is Mushka bas Sarah\nבעלי יוסף בן חנה",
    ),
    Case(
        "relatives behind each name in brackets",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Yosef ben Chana (my son)\nMushka bas Sarah (me)",
    ),
]
