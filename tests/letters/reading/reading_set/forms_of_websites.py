"""Exports of website forms, newsletters and shops, and lists of several languages."""

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import csv_file, xlsx

CASES = [
    Case(
        "JotForm, an export",
        "Yosef | ben | Chana || Levi | a@example.org\n"
        "Mushka | bas | Sarah || Cohen | b@example.org",
        content=xlsx(
            "Submission Date|Full Name - First Name|Full Name - Last Name|E-mail|"
            "Hebrew Name of Participant|Hebrew Name of Participant's Mother|I am a:|"
            "Terms and Conditions|Submission ID\n"
            "Nov 2, 2026|Joseph|Levi|a@example.org|Yosef|Chana|Male|Accepted|5551234567890\n"
            "Nov 3, 2026|Mia|Cohen|b@example.org|Mushka|Sarah|Female|Accepted|5551234567891"
        ),
    ),
    Case(
        "Mailchimp, an export of the audience",
        "Yosef | ben | Chana || Levi | a@example.org\n"
        "Mushka | bas | Sarah || Cohen | b@example.org",
        content=csv_file(
            "Email Address|First Name|Last Name|Hebrew Name|Mother's Hebrew Name|Gender|"
            "MEMBER_RATING|OPTIN_TIME|OPTIN_IP|LATITUDE|LONGITUDE|TIMEZONE|LAST_CHANGED|LEID|EUID\n"
            "a@example.org|Joseph|Levi|Yosef|Chana|M|2|2026-01-02 10:11:12||40.6|-73.9|"
            "America/New_York|2026-01-02 10:11:12|12345|0a1b2c\n"
            "b@example.org|Mia|Cohen|Mushka|Sarah|F|2|2026-01-02 10:11:12||40.6|-73.9|"
            "America/New_York|2026-01-02 10:11:12|12346|0a1b2d"
        ),
    ),
    Case(
        "a shop's orders with the name as an option",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        content=csv_file(
            "Order #|Date|Billing Name|Item|Qty|Total|Hebrew name for the letter\n"
            "1001|11/02/2026|Dina Rosen|A letter|1|1.00|Yosef ben Chana\n"
            "1002|11/03/2026|Mark Levi|A letter|1|1.00|Mushka bas Sarah"
        ),
    ),
    Case(
        "Spanish, hijo de and hija de",
        "Yosef | ben | Jana\nEster | bas | Raquel\nDavid | ben | Lea",
        "Yosef hijo de Jana\nEster hija de Raquel\nDavid hijo de Lea",
    ),
    Case(
        "French, fils de and fille de",
        "Yossef | ben | Hanna\nEsther | bas | Rahel",
        "Yossef fils de Hanna\nEsther fille de Rahel",
    ),
    Case(
        "Russian names and cities",
        "Йосеф | ben | Хана\nМушка | bas | Сара",
        "Йосеф бен Хана, Москва\nМушка бат Сара, Киев",
    ),
    Case(
        "a label before each line, in Hebrew",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "שם: יוסף בן חנה\nשם: מושקא בת שרה",
    ),
    Case(
        "a wish on a line of its own below each name",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "יוסף בן חנה\nלרפואה שלימה\nמושקא בת שרה\nלפרנסה",
    ),
    Case(
        "names with the family in a column of its own and an example in the heading",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Cohen",
        "Full Hebrew name (e.g. Dovid ben Leah)\tSurname\nYosef ben Chana\tLevi\n"
        "Mushka bas Sarah\tCohen",
    ),
    Case(
        "one name a letter, with x1",
        "Yosef | ben | Chana\nMushka | bas | Sarah",
        "Yosef ben Chana x1\nMushka bas Sarah x1",
    ),
    Case(
        "two columns of lists beside each other, boys and girls, with headings",
        "Yosef | ben | Chana\nDovid | ben | Leah\nMushka | bas | Sarah\nRivka | bas | Rachel",
        "Men\tWomen\nYosef ben Chana\tMushka bas Sarah\nDovid ben Leah\tRivka bas Rachel",
    ),
    Case(
        "a roster by families, a row for each with a number of letters",
        "Yosef | ben | Chana || Levi\nMushka | bas | Sarah || Levi\nDovid | ben | Leah || Katz",
        "Family\tName\tTotal\n"
        "Levi\tYosef ben Chana\t2\n\tMushka bas Sarah\t\nKatz\tDovid ben Leah\t1",
    ),
    Case(
        "ages in brackets behind names",
        "Yosef | ben | Chana ||| child\nMushka | bas | Sarah ||| child\nDovid | ben | Leah",
        "Yosef ben Chana (7)\nMushka bas Sarah (age 5)\nDovid ben Leah (41)",
    ),
    Case(
        "a list with the letters' numbers behind",
        "יוסף | ben | חנה\nמושקא | bas | שרה",
        "יוסף בן חנה - אות אחת\nמושקא בת שרה - אות אחת",
    ),
]
