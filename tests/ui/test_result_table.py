"""The table of a result: every value as it is."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pandas as pd
import pytest

from graph.case.schema import load_schema
from graph.ui.query.result_table import column

INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1.5, float("nan"), None, float("-inf")], ["1.5", "NaN", None, "-Infinity"]),
        ([1, float("inf")], ["1", "Infinity"]),
        ([True, None, False], ["true", None, "false"]),
        ([True, 1, "x"], ["true", "1", "x"]),
        ([[True, float("nan")], {"a": False}], ["true, NaN", "a: false"]),
        ([datetime(2019, 3, 2, 10, 0, 0, 5, tzinfo=INDIA), None], ["2019-03-02T10:00:00.000005+05:30", None]),
        (
            [datetime(2019, 3, 2, 10), datetime(2019, 3, 2, 10, tzinfo=UTC)],
            ["2019-03-02T10:00:00", "2019-03-02T10:00:00+00:00"],
        ),
        ([date(2019, 3, 2), "-0044-03-15"], ["2019-03-02", "-0044-03-15"]),
        ([date(2019, 3, 2), None], [date(2019, 3, 2), None]),
    ],
)
def test_values_are_shown_as_they_are(values: list[Any], shown: list[Any]) -> None:
    assert list(column(values, load_schema())) == shown


def test_numbers_sort_as_numbers() -> None:
    schema = load_schema()
    for values, kind in (([2, None, 10], "Int64"), ([2, 0.5, None], "Float64")):
        frame = pd.DataFrame({"n": column(values, schema)})
        assert str(frame["n"].dtype) == kind
        assert frame["n"].dropna().tolist() == [value for value in values if value is not None]
