"""Messages copied or exported from WhatsApp and Telegram."""

from tests.letters.reading.reading_set.case import Case

CASES = [
    Case(
        "WhatsApp export, Android, English, 24 hours",
        """
        Yosef | ben | Chana
        Mushka | bas | Sarah
        Dovid | ben | Leah
        Rivka | bas | Rachel
        """,
        """12/03/2026, 14:20 - Messages and calls are end-to-end encrypted.
12/03/2026, 14:20 - Mendy created group "Letters in the Torah"
12/03/2026, 14:21 - You were added
12/03/2026, 14:22 - Mendy: Please send your Hebrew names!
12/03/2026, 14:25 - Ari K: Yosef ben Chana
12/03/2026, 14:26 - +1 (718) 555-0134: Mushka bas Sarah
12/03/2026, 14:31 - Dov: <Media omitted>
12/03/2026, 14:32 - Dov: Dovid ben Leah
Rivka bas Rachel
12/03/2026, 14:40 - Mendy: Thank you everyone!
""",
    ),
    Case(
        "WhatsApp export, iPhone, American 12 hours",
        """
        Moshe | ben | Yocheved
        Esther | bas | Miriam
        Shlomo | ben | Batsheva
        """,
        """[3/12/26, 2:20:11\u202fPM] Torah group: \u200eMessages and calls are encrypted.
[3/12/26, 2:22:33\u202fPM] Levi Katz: Moshe ben Yocheved
[3/12/26, 2:23:01\u202fPM] Sara: Esther bas Miriam
\u200e[3/12/26, 2:25:44\u202fPM] Sara: \u200eimage omitted
[3/12/26, 2:26:02\u202fPM] ~Shlomo: Shlomo ben Batsheva
""",
    ),
    Case(
        "WhatsApp export, Android, Hebrew",
        """
        יוסף | ben | חנה
        מושקא | bas | שרה
        דוד | ben | לאה
        """,
        """12.3.2026, 14:20 - ההודעות והשיחות מוצפנות מקצה לקצה.
12.3.2026, 14:22 - מנדי: נא לשלוח שמות
12.3.2026, 14:25 - ארי: יוסף בן חנה
12.3.2026, 14:26 - \u202a+972 50-555-0134\u202c: מושקא בת שרה
12.3.2026, 14:27 - שרה: <המדיה לא נכללה>
12.3.2026, 14:28 - שרה: דוד בן לאה
12.3.2026, 14:30 - מנדי: תודה רבה!
""",
    ),
    Case(
        "WhatsApp export, iPhone, Hebrew",
        """
        אברהם | ben | שרה
        רבקה | bas | לאה
        """,
        """[12.3.2026, 14:22:33] לוי: אברהם בן שרה
[12.3.2026, 14:23:10] רבקה: \u200eתמונה הושמטה
[12.3.2026, 14:23:11] רבקה: רבקה בת לאה
""",
    ),
    Case(
        "WhatsApp export, Android, Russian",
        """
        Иосиф | ben | Хана
        Мушка | bas | Сара
        """,
        """12.03.2026, 14:20 - Сообщения и звонки защищены сквозным шифрованием.
12.03.2026, 14:22 - Борис: Иосиф бен Хана
12.03.2026, 14:23 - Анна: Мушка бат Сара
12.03.2026, 14:24 - Анна: <Без медиафайлов>
12.03.2026, 14:25 - Борис: спасибо
""",
    ),
    Case(
        "WhatsApp export, iPhone, French",
        """
        Yaakov | ben | Rivka
        Déborah | bas | Esther
        """,
        """[12/03/2026 14:22:33] David: Yaakov ben Rivka
[12/03/2026 14:23:33] Déborah: Déborah bat Esther
[12/03/2026 14:24:33] Déborah: \u200eimage absente
[12/03/2026 14:25:33] David: Merci
""",
    ),
    Case(
        "WhatsApp export, Android, French with à",
        """
        Shimon | ben | Leah
        Eliana | bas | Ruth
        """,
        """12/03/2026 à 14:22 - David Levy : Shimon ben Leah
12/03/2026 à 14:23 - Ruth : Eliana bat Ruth
""",
    ),
    Case(
        "WhatsApp, messages selected and copied on Android",
        """
        Zalman | ben | Fruma
        Chaya | bas | Devorah
        Nosson | ben | Tzipora
        """,
        """[12/3, 14:22] Levi: Zalman ben Fruma
[12/3, 14:23] +972 50-555-0134: Chaya bas Devorah
[12/3, 14:25] Nosson: Nosson ben Tzipora
""",
    ),
    Case(
        "WhatsApp Web, messages selected and copied",
        """
        Aharon | ben | Yocheved
        Bracha | bas | Gittel
        """,
        """[14:22, 12/03/2026] Levi: Aharon ben Yocheved
[2:23 PM, 3/12/2026] Bracha: Bracha bas Gittel
""",
    ),
    Case(
        "WhatsApp export, Spanish",
        """
        Yosef | ben | Sara
        Ester | bas | Miriam
        """,
        """12/03/2026, 2:22 p. m. - Ana: Yosef ben Sara
12/03/2026, 2:23 p. m. - Ana: <Multimedia omitido>
12/03/2026, 2:24 p. m. - David: Ester bat Miriam
12/03/2026, 2:24 p. m. - David: gracias
""",
    ),
    Case(
        "WhatsApp, a message with a whole family, a line each",
        """
        Menachem | ben | Chana
        Chaya | bas | Rivka
        Levi | ben | Chaya
        Sheina | bas | Chaya
        """,
        """12/03/2026, 14:22 - Mendel: Shalom Rabbi, these are our names:
1. Menachem ben Chana
2. Chaya bas Rivka
3. Levi ben Chaya
4. Sheina bas Chaya
Thank you!
12/03/2026, 14:40 - Rabbi: Got it 👍
""",
    ),
    Case(
        "WhatsApp, two people in one message",
        """
        Menachem | ben | Chana
        Chaya | bas | Rivka
        """,
        "[12/03/2026, 14:22:33] Mendel: Menachem ben Chana and Chaya bas Rivka\n",
    ),
    Case(
        "WhatsApp, edited and deleted messages",
        """
        Menachem | ben | Chana
        """,
        """12/03/2026, 14:22 - Mendel: Menachem ben Chana <This message was edited>
12/03/2026, 14:23 - Mendel: This message was deleted
12/03/2026, 14:24 - Levi left
""",
    ),
    Case(
        "Telegram Desktop, copied",
        """
        Yosef | ben | Chana
        Mushka | bas | Sarah
        Dovid | ben | Leah
        """,
        """Levi Katz, [12.03.2026 14:22]
Yosef ben Chana

Sara, [12.03.2026 14:23]
Mushka bas Sarah
Dovid ben Leah
""",
    ),
    Case(
        "Telegram for the Mac, copied",
        """
        Аврам | ben | Сара
        Рахель | bas | Лея
        """,
        """Борис, [12 Mar 2026 at 14:22:10]:
Аврам бен Сара

Анна, [12 Mar 2026 at 14:23:10]:
Рахель бат Лея
""",
    ),
    Case(
        "WhatsApp with emoji around the names",
        """
        רבקה | bas | מרים
        שמואל | ben | חנה
        """,
        """12.3.2026, 14:22 - רבקה: 🙏 רבקה בת מרים ❤️
12.3.2026, 14:23 - שמואל: שמואל בן חנה 🙏🏻🙏🏻
""",
    ),
    Case(
        "WhatsApp, an iPhone in German",
        """
        Jonathan | ben | Ruth
        """,
        """[12.03.26, 14:22:33] Jonathan: Jonathan ben Ruth
[12.03.26, 14:23:33] Jonathan: \u200eBild weggelassen
""",
    ),
]
