"""Tables of camps, payments, membership and public services, and in other languages."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, text_file

CASES = [
    Case(
        "a camp's registration",
        "Yosef | ben | Chana || Levi | child, 2018-03-04, a@example.org\n"
        "Mushka | bas | Sarah || Cohen | child, 2019-05-06, b@example.org",
        content=csv_file(
            "Camper First Name|Camper Last Name|Camper Hebrew Name|Mother's Hebrew Name|DOB|Gender|"
            "T-Shirt Size|Allergies|Parent Email\n"
            "Joseph|Levi|Yosef|Chana|2018-03-04|Male|YS|None|a@example.org\n"
            "Mia|Cohen|Mushka|Sarah|2019-05-06|Female|YM|Peanuts|b@example.org"
        ),
    ),
    Case(
        "a shul's members with the tribe",
        "Yosef | ben | Chana | Dovid | Blum\nAvraham | ben | Leah | Moshe | Stern",
        "First Name\tLast Name\tHebrew Name\tFather's Hebrew Name\tMother's Hebrew Name\tGender\t"
        "Kohen/Levi/Yisroel\n"
        "Joe\tBlum\tYosef\tDovid\tChana\tM\tYisroel\nAbe\tStern\tAvraham\tMoshe\tLeah\tM\tLevi",
    ),
    Case(
        "an export of payments with the names in a field of its own",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        content=csv_file(
            "Date|Donor Name|Amount|Currency|Payment Method|Name for letter\n"
            "2026-11-02|Dina Rosen|18.00|USD|card|Yosef ben Chana\n"
            "2026-11-03|Mark Levi|36.00|USD|card|Mushka bas Sarah"
        ),
    ),
    Case(
        "headings in capitals with underscores",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=csv_file(
            "ID|FIRST_NAME|LAST_NAME|HEBREW_NAME|MOTHER_HEBREW_NAME|SEX\n"
            "1041|Joseph|Levi|Yosef|Chana|M\n1042|Mia|Cohen|Mushka|Sarah|F"
        ),
    ),
    Case(
        "headings written as one word",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        content=csv_file(
            "firstName|lastName|hebrewName|motherHebrewName|gender\n"
            "Joseph|Levi|Yosef|Chana|male\nMia|Cohen|Mushka|Sarah|female"
        ),
    ),
    Case(
        "a Hebrew name in two alphabets",
        "יוסף | ben | חנה || Levi\nמושקא | bas | שרה || Cohen",
        "Last name\tHebrew name (English letters)\tHebrew name (Hebrew letters)\t"
        "Mother's Hebrew name (Hebrew letters)\tGender\n"
        "Levi\tYosef\tיוסף\tחנה\tM\nCohen\tMushka\tמושקא\tשרה\tF",
    ),
    Case(
        "identity numbers and telephones in Hebrew",
        "יוסף | ben | חנה || לוי\nמושקא | bas | שרה || כהן",
        "מס'\tת.ז.\tשם משפחה\tשם פרטי\tשם האם\tמין\tטלפון נייד\tשולם\n"
        "1\t012345674\tלוי\tיוסף\tחנה\tז\t0545550142\tכן\n"
        "2\t023456785\tכהן\tמושקא\tשרה\tנ\t0545550143\tלא",
    ),
    Case(
        "boxes of Google Sheets",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Paid\tName\tCertificate sent\nTRUE\tYosef ben Chana\tFALSE\n"
        "FALSE\tMushka bas Sarah\tFALSE",
    ),
    Case(
        "columns divided by spaces, as copied from a PDF",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Hebrew name      Mother        Family name     Gender\n"
        "Yosef            Chana         Levi            M\n"
        "Mushka           Sarah         Cohen           F\n",
    ),
    Case(
        "columns divided by spaces, whole names and cities",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Name                 City\nYosef ben Chana      Paris\nMushka bas Sarah     Lyon\n",
    ),
    Case(
        "German headings",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Vorname\tNachname\tName der Mutter\tGeschlecht\n"
        "Yosef\tLevi\tChana\tm\nMushka\tCohen\tSarah\tw",
    ),
    Case(
        "Portuguese headings",
        "Yossef | ben | Chana || Levi\nMushka | bas | Sara || Cohen",
        "Nome\tSobrenome\tNome da mãe\tSexo\nYossef\tLevi\tChana\tM\nMushka\tCohen\tSara\tF",
    ),
    Case(
        "Italian headings",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sara || Cohen",
        "Nome\tCognome\tNome della madre\tSesso\nYosef\tLevi\tChana\tM\nMushka\tCohen\tSara\tF",
    ),
    Case(
        "Ukrainian headings",
        "Йосеф | ben | Хана || Левін\nМушка | bas | Сара || Коган",
        "Прізвище\tІм'я\tІм'я матері\tСтать\nЛевін\tЙосеф\tХана\tч\nКоган\tМушка\tСара\tж",
    ),
    Case(
        "a table with the headings in its first column, three people",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen\nDovid | ben | Leah || Katz",
        "Hebrew name\tYosef\tMushka\tDovid\nMother\tChana\tSarah\tLeah\n"
        "Family name\tLevi\tCohen\tKatz\nGender\tM\tF\tM",
    ),
    Case(
        "a household's accounts with primary and spouse",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Levi\n"
        "Dovid | ben | Leah || Katz\nRivka | bas | Dina || Katz",
        "Last Name\tPrimary Hebrew Name\tPrimary Mother's Hebrew Name\tSpouse Hebrew Name\t"
        "Spouse Mother's Hebrew Name\n"
        "Levi\tYosef\tChana\tMushka\tSarah\nKatz\tDovid\tLeah\tRivka\tDina",
        must_ask=True,  # who is the son
    ),
    Case(
        "two names in a cell, on two lines, of a workbook",
        "Yosef | ben | Chana\nMushka | bas | Sarah\nDovid | ben | Leah",
        content=text_file(
            'Table,Guests\n1,"Yosef ben Chana\nMushka bas Sarah"\n2,Dovid ben Leah\n'
        ),
    ),
    Case(
        "Hebrew dates of birth of a class",
        "מענדל | ben | חנה || לוי | child\nמושקא | bas | שרה || כהן | child",
        "שם פרטי\tשם משפחה\tשם האם\tבן/בת\tתאריך לידה עברי\n"
        'מענדל\tלוי\tחנה\tבן\tי"ב תשרי תשע"ח\nמושקא\tכהן\tשרה\tבת\tה\' ניסן תשע"ט',
    ),
]
