"""The text of posters and handouts in both languages."""

Words = dict[str, str]

# Lines are broken at \n.
WORDS: dict[str, Words] = {
    "en": {
        "title": "A letter in the Torah\nfor every Jew",
        "what": "A Sefer Torah has 304,805 letters. In the Unity Torah\n"
        "each of them belongs to one Jew, and together they are one.",
        "how": "Hold your phone here and write the names of your family.",
    },
    "he": {
        "title": "אות בספר התורה\nלכל אחד ואחת מישראל",
        "what": "בספר תורה 304,805 אותיות. בספר התורה הכללי\n"
        "כל אות שייכת ליהודי אחד, וכולן יחד ספר אחד.",
        "how": "סורקים בטלפון, וכותבים את שמות בני המשפחה.",
    },
}
