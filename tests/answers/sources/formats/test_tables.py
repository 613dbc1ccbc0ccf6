from hypothesis import given
from hypothesis import strategies as st

from answers.sources.formats.tables import Cell, row_texts


def table(*rows: str) -> list[list[Cell]]:
    return [[Cell(text.strip()) for text in line.split("|")] for line in rows]


def test_each_row_stands_below_the_header() -> None:
    assert list(row_texts(table("Drug|Dose (mg)", "A|5", "B|10"))) == [
        "Drug | Dose (mg)\nA | 5",
        "Drug | Dose (mg)\nB | 10",
    ]


def test_a_cell_over_several_rows_is_said_in_each() -> None:
    rows = [
        *table("Drug|Age|Dose"),
        [Cell("A", rows=2), Cell("adults"), Cell("5 mg")],
        *table("children|2 mg"),
    ]
    assert list(row_texts(rows))[1] == "Drug | Age | Dose\nA | children | 2 mg"


def test_a_cell_over_several_columns_is_said_in_each() -> None:
    rows = [[Cell("Drug"), Cell("Dose", columns=2)], *table("|day 1|later", "A|5 mg|2 mg")]
    assert list(row_texts(rows))[1] == "Drug | Dose | Dose\nA | 5 mg | 2 mg"


def test_the_same_dose_in_two_columns_stays_two_cells() -> None:
    assert list(row_texts(table("Drug|Adults|Children", "A|5 mg|5 mg"))) == [
        "Drug | Adults | Children\nA | 5 mg | 5 mg"
    ]


def test_a_row_over_the_whole_width_names_the_group_below_it() -> None:
    rows = [
        *table("Drug|Dose"),
        [Cell("Children", columns=2)],
        *table("A|2 mg"),
        [Cell("Adults", columns=2)],
        *table("A|5 mg"),
    ]
    assert list(row_texts(rows)) == ["Drug | Dose\nChildren\nA | 2 mg", "Drug | Dose\nAdults\nA | 5 mg"]


def test_a_group_within_a_group_is_said_below_it_and_an_empty_row_ends_neither() -> None:
    rows = [
        *table("Drug|Dose"),
        [Cell("Children", columns=2)],
        [Cell("severe", columns=2)],
        [Cell(" ", columns=2)],
        *table("A|2 mg"),
    ]
    assert list(row_texts(rows)) == ["Drug | Dose\nChildren\nsevere\nA | 2 mg"]


def test_several_rows_of_headers_are_the_header() -> None:
    header = [
        [Cell("Drug", is_header=True), Cell("Dose", is_header=True)],
        [Cell("", is_header=True), Cell("mg", is_header=True)],
    ]
    assert list(row_texts([*header, *table("A|5")])) == [
        "Drug | Dose\n | mg\nA | 5".replace("\n | mg", "\n| mg")
    ]


def test_a_table_of_one_row_or_of_headers_alone_is_said_once() -> None:
    assert list(row_texts(table("A|5 mg"))) == ["A | 5 mg"]
    assert list(row_texts([[Cell("Drug", is_header=True)]])) == ["Drug"]
    assert list(row_texts([])) == []


cells = st.builds(Cell, st.text("ab ", max_size=3), st.integers(1, 30), st.integers(1, 30), st.booleans())


@given(st.lists(st.lists(cells, max_size=4), max_size=6))
def test_no_cell_is_lost_in_any_table(rows: list[list[Cell]]) -> None:
    said = "\n".join(row_texts(rows))
    for row in rows:
        for cell in row:
            assert " ".join(cell.text.split()) in said
