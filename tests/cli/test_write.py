"""`query --write`: what it did is said, several statements are written or none, and parameters have types."""

import json

import pytest

from graph.cli import main

COUNT = ("MATCH (n:Written) RETURN count(n) AS n", "--format", "csv")
CLEAR = ("MATCH (n:Written) DETACH DELETE n", "--write")


@pytest.fixture
def _nothing_left(query):
    """Take what was written out again: the store is shared by the tests of this file."""
    yield
    query(*CLEAR)


@pytest.mark.usefixtures("_nothing_left")
def test_what_was_done_is_said_beside_the_rows(query):
    cypher = "CREATE (a:Written {x: 1})-[:R {y: 2}]->(b:Written) RETURN a.x AS x"
    status, out, err = query(cypher, "--write", "--format", "json")
    assert (status, json.loads(out)["rows"]) == (0, [{"x": 1}])
    assert err == "2 nodes created, 1 relationship created, 2 properties set, 2 labels added\n"
    assert query(*CLEAR) == (0, "", "1 relationship deleted, 2 nodes deleted\n")
    assert query(*CLEAR) == (0, "", "Nothing was changed.\n")


def test_a_plan_is_no_deed(query):
    status, _, err = query("EXPLAIN MATCH (n:Written) SET n.x = 1", "--write")
    assert (status, "changed" in err) == (0, False)


@pytest.mark.usefixtures("_nothing_left")
def test_a_file_of_statements_is_written_whole(query, tmp_path):
    file = tmp_path / "all.cypher"
    file.write_text(
        "\ufeff// a list; of two\nCREATE (:Written {name: $name, note: 'a; b'});\n\n"
        "MATCH (n:Written) SET n.`x;y` = 1; /* done; */\nMATCH (n:Written) RETURN n.note AS note;\n",
        encoding="utf-8",
    )
    status, out, err = query("--file", file, "--write", "-p", "name=Ines", "--format", "jsonl")
    assert (status, out) == (0, '{"note": "a; b"}\n')
    assert err == "1 node created, 3 properties set, 1 label added\n"


@pytest.mark.usefixtures("_nothing_left")
def test_where_one_of_a_file_fails_none_is_written(query, tmp_path):
    file = tmp_path / "all.cypher"
    file.write_text("CREATE (:Written);\nCREATE (:Written {x: 1});\n\nMATCH (n:Written)\nSET n.y = nothing(1);\n")
    status, out, err = query("--file", file, "--write")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("Statement 3 (line 4): ")
    assert "line 5, column 11" in err
    assert err.endswith(" Nothing was written.\n")
    assert query(*COUNT)[1] == "n\n0\n"


def test_a_byte_order_mark_on_standard_input_is_taken_off(query):
    assert query("--format", "csv", stdin="\ufeffRETURN 1 AS x") == (0, "x\n1\n", "")
    assert query("--write", "--format", "csv", stdin="\ufeffRETURN 1 AS x;\r\n")[:2] == (0, "x\n1\n")


TYPED = {
    "s:string=12": ("$s + 'a'", "12a"),
    "i:integer=12": ("$i / 5", 2),
    "f:float=12": ("$f / 5", 2.4),
    "b:boolean=TRUE": ("NOT $b", False),
    "d:date=2019-03-02": ("$d.year", 2019),
    "l:localdatetime=2019-03-02T04:10:00": ("$l.hour", 4),
    "m:duration=P1Y2M3D": ("$m.months", 14),
    "v:list=[1, [2]]": ("size($v)", 2),
    'o:map={"a": {"b": 1}}': ("$o.a.b", 1),
    'j:json=[{"a": null}]': ("$j[0].a", None),
    "x=5": ("$x + 1", 6),
    "y=5 apples": ("$y", "5 apples"),
}


def test_parameters_have_types(query):
    names = [text.partition("=")[0].partition(":")[0] for text in TYPED]
    words = [word for text in TYPED for word in ("-p", text)]
    columns = ", ".join(f"{expression} AS {name}" for name, (expression, _) in zip(names, TYPED.values(), strict=True))
    status, out, err = query(f"RETURN {columns}", *words, "--format", "jsonl")
    assert (status, err) == (0, "")
    assert json.loads(out) == {name: value for name, (_, value) in zip(names, TYPED.values(), strict=True)}


@pytest.mark.usefixtures("_nothing_left")
def test_a_date_is_written_as_one(query):
    query("CREATE (:Written {d: $d})", "--write", "-p", "d:date=2019-03-02")
    found = query("MATCH (n:Written) RETURN n.d = date('2019-03-02') AS same", "--format", "csv")
    assert found == (0, "same\ntrue\n", "")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("x:integer=1.5", "'1.5' is no integer"),
        ("x:integer=²", "'²' is no integer"),
        ("x:integer=9223372036854775808", "a whole number of 64 bits"),
        ("x:float=1e400", "'1e400' is no float"),
        ("x:float=many", "'many' is no float"),
        ("x:boolean=yes", "'yes' is no boolean"),
        ("x:date=2019-02-30", "'2019-02-30' is no date"),
        ("x:time=25:00", "'25:00' is no time"),
        ("x:duration=1 day", "'1 day' is no duration"),
        ('x:list={"a": 1}', "is no list"),
        ("x:map=[1]", "is no map"),
        ("x:json=[1", "'[1' is no json"),
        ("x:json=[1e400]", "'1e400' is larger than any number"),
        ("x=1e400", "'1e400' is larger than any number"),
        ('x={"a": [-1e999]}', "'-1e999' is larger than any number"),
        ("x:day=2019-03-02", "a type is one of string, integer"),
        ("x", "write NAME=VALUE"),
        ("=5", "write NAME=VALUE"),
    ],
)
def test_a_wrong_value_is_one_line(capsys, word, reason):
    assert main(["query", "--store", "none.grafeo", "RETURN $x", "-p", word]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.count(reason) == 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:7474", "https://x.example", "ftp://x", "neo4j+x://h", "file:///a"]
)
def test_an_address_that_is_no_store_makes_no_file(capsys, monkeypatch, tmp_path, address):
    monkeypatch.chdir(tmp_path)
    for words in (["query", "CREATE (n)", "--write"], ["stats"], ["load"]):
        assert main([words[0], "--store", address, *words[1:]]) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert f"{address.partition(':')[0]}:// is no way to a store" in err
    assert list(tmp_path.iterdir()) == []


def test_digits_are_those_of_ascii(capsys):
    for words in (["--limit", "²"], ["--limit", "٣"], ["--timeout", "٣"], ["--timeout", "1_0"]):
        with pytest.raises(SystemExit) as stop:
            main(["query", "RETURN 1", *words])
        assert stop.value.code == 2
        assert "needed, not" in capsys.readouterr().err
