import pytest

from graph.cypher import check_read, literal


@pytest.mark.parametrize(
    "text", ["", "it's", 'a"b', "\\", "\\'", "\\u0027 CREATE (n)", "\\\\u0041", "a\nb\t`", "Ünïcode 🙂", "' OR 1=1"]
)
def test_a_text_comes_back_as_it_was(store, text):
    query = f"RETURN {literal(text)} AS x"
    check_read(query, dialect=store.dialect)
    assert store.query(query).rows == ((text,),)
