"""The stores that can be chosen: from settings and secrets, each with a name and a sign-in of its own."""

from typing import Any

import pytest

from graph.errors import SettingsError
from graph.settings import Settings
from graph.stores.connections import Connection, find_connection, read_connections

SETTINGS = Settings(store="data/cases.grafeo", neo4j_user="me", neo4j_password="secret-of-mine")


def test_the_settings_come_first_and_sign_in_for_what_they_name() -> None:
    found = read_connections(Settings(neo4j_user="me", connections="archive=data/a.grafeo  lab=neo4j://lab:7687"))
    assert list(found) == ["default", "archive", "lab"]
    assert [connection.is_server for connection in found.values()] == [False, False, True]
    assert found["lab"].settings.neo4j_user == "me"


def test_a_store_of_the_secrets_signs_in_by_itself_alone() -> None:
    found = read_connections(SETTINGS, {"lab": {"store": "neo4j://lab", "neo4j_database": "films"}})["lab"]
    assert found.settings.neo4j_database == "films"
    assert (found.settings.neo4j_user, found.settings.neo4j_password) == ("", "")


def test_a_password_is_never_shown() -> None:
    assert "secret-of-mine" not in repr(read_connections(SETTINGS))


def test_of_a_file_only_its_name_is_shown() -> None:
    assert Connection("a", Settings(store="/home/somebody/x.grafeo")).shown_address == "x.grafeo"
    assert Connection("a", Settings(store="bolt://h:1")).shown_address == "bolt://h:1"


def test_a_database_of_a_server_is_found_by_its_name() -> None:
    found = read_connections(SETTINGS, {"lab": {"store": "neo4j://lab", "neo4j_database": "films"}})
    assert find_connection(found, "lab/books") == found["lab"].with_database("books")
    other = find_connection(found, "lab/books")
    assert other is not None
    assert (other.name, other.settings.neo4j_database) == ("lab/books", "books")
    assert other.with_database("films").name == "lab/films"
    assert find_connection(found, "default/books") == found["default"], "a file has no databases"
    assert find_connection(found, "nowhere") is None


@pytest.mark.parametrize(
    ("connections", "secrets", "said"),
    [
        ("Archive=x", {}, "CASEGRAPH_CONNECTIONS: 'Archive' is no name of a connection"),
        ("a/b=x", {}, "'a/b' is no name"),
        ("default=x", {}, "the connection default is there twice"),
        ("a=x", {"a": {"store": "y"}}, "secrets: the connection a is there twice"),
        ("a", {}, "CASEGRAPH_CONNECTIONS: the connection a has no address"),
        ("", {"a": {}}, "secrets: the connection a has no address"),
        ("", {"a": "neo4j://x"}, "secrets: connections.a is no table"),
        ("", {"a": {"store": "x", "password": "hush"}}, "secrets: a.password is unknown"),
    ],
)
def test_what_is_no_connection_is_refused(connections: str, secrets: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_connections(Settings(connections=connections), secrets)
    assert said in str(error.value)
    assert "hush" not in str(error.value)
