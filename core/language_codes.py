"""Codes of languages by which browsers ask for another code of the same language."""

# ISO 639 codes that browsers and telephones still send, and three-letter ones, by today's code.
OTHER_CODES = {
    "iw": "he", "heb": "he", "ji": "yi", "yid": "yi", "in": "id", "ind": "id", "jw": "jv",
    "mo": "ro", "sh": "sr", "tl": "fil", "no": "nb", "eng": "en", "fra": "fr", "fre": "fr",
    "spa": "es", "rus": "ru", "deu": "de", "ger": "de", "por": "pt",
}  # fmt: skip
# Readers of the one read the other, where we don't have theirs.
UNDERSTOOD = {"yi": "he"}
