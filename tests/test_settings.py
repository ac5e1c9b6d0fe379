"""Settings are read from the environment, and refused at the start where they are out of range."""

import pytest

from graph.errors import SettingsError
from graph.settings import Settings, describe, from_environment


@pytest.mark.parametrize(
    "value", ["0", "-1", "nan", "NaN", "abc", "", "1e999", "inf", "0x10", "1_0_", "99999999999999", "٣"]
)
@pytest.mark.parametrize(
    "name",
    [
        "QUERY_TIMEOUT_S",
        "QUERY_ROWS",
        "QUERY_RESULT_MB",
        "QUERY_MEMORY_MB",
        "MAX_QUERIES",
        "MAX_QUERIES_PER_SESSION",
        "MAX_ROWS",
        "MAX_NODES_DRAWN",
    ],
)
def test_a_limit_out_of_range_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({f"CASEGRAPH_{name}": value})
    assert str(caught.value).startswith(f"CASEGRAPH_{name}: a ")
    assert str(caught.value).endswith(f"is needed, not {value!r}.")


def test_procedures_are_names_with_commas_between() -> None:
    assert Settings().procedures == ()
    given = from_environment({"CASEGRAPH_ALLOWED_PROCEDURES": " gds.pageRank.stream , apoc.meta.* "})
    assert given.procedures == ("gds.pageRank.stream", "apoc.meta.*")


@pytest.mark.parametrize("value", ["*", ".*", "a b", "a,,b", "a;b", "a.", "a.*.b", "a**"])
def test_no_name_stands_for_everything(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({"CASEGRAPH_ALLOWED_PROCEDURES": value})
    assert str(caught.value) == f"CASEGRAPH_ALLOWED_PROCEDURES: names with commas between are needed, not {value!r}."


def test_passwords_are_not_described() -> None:
    assert "CASEGRAPH_QUERY_RESULT_MB" in {row[0] for row in describe()}
