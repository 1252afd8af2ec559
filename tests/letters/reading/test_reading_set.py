"""The measured set: lists as people send them, against a clerk's reading of each."""

from tests.letters.reading.reading_set import all_cases
from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.score import score


def test_reading_set_has_no_row_silently_wrong_and_most_are_read_right() -> None:
    total = score(all_cases())
    silent = [failure for failure in total.failures if failure.startswith("SILENT")]
    assert silent == []
    assert total.share(total.right) >= 88
    assert (total.cases >= 150, total.people >= 600) == (True, True)


def test_reading_set_titles_are_unique() -> None:
    titles = [case.title for case in all_cases()]
    assert sorted(titles) == sorted(set(titles))


def scored(people_lines: str, text: str, **options: bool) -> tuple[int, int, int]:
    """Right, asked and silent of one case."""
    result = score([Case("a case", people_lines, text, **options)])  # type: ignore[arg-type]
    return result.right, result.asked, result.silent


def test_score_counts_a_right_reading() -> None:
    assert scored("Yosef | ben | Chana", "Yosef ben Chana") == (1, 0, 0)


def test_score_counts_a_wrong_field_as_silent() -> None:
    assert scored("Yosef | ben | Sarah", "Yosef ben Chana") == (0, 0, 1)


def test_score_counts_a_missing_and_an_extra_person_as_silent() -> None:
    lines = "Yosef | ben | Chana\nMushka | bas | Sarah"
    assert scored(lines, "Yosef ben Chana\nDovid ben Leah") == (1, 0, 2)


def test_score_counts_an_issue_as_asked() -> None:
    assert scored("Yosef | ben | Chana", "Yosef") == (0, 1, 0)


def test_score_counts_a_refusal_as_asked() -> None:
    assert scored("Yosef | ben | Chana", "x" * 3000) == (0, 1, 0)


def test_score_counts_a_reading_that_must_ask_as_silent() -> None:
    assert scored("Yosef | ben | Chana", "Yosef ben Chana", must_ask=True) == (0, 0, 1)
