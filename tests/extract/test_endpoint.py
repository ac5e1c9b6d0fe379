"""What an endpoint proposes is checked against the words of the text, and nothing is sent where nobody said."""

import socket
import threading

import pytest

from graph.case.changes import with_source
from graph.case.dates import EdtfDate
from graph.case.model import Case, Source
from graph.errors import ExtractError, StoppedError
from graph.extract import endpoint as endpoint_module
from graph.extract.endpoint import Endpoint, where_sent
from graph.extract.proposals import from_json, to_json
from graph.extract.propose import propose
from graph.review.draft import draft
from graph.review.standing import Proposed, Standing
from graph.settings import Settings, describe
from graph.stopping import stoppable
from tests.extract.answering import Answering, answering

TEXT = """Fire at pier nine

Ada Quill said that the gate was open. Ida Hale denied it on 2 March 2019.
"""
KEY = "sk-not-to-be-seen"
CLAIM = {"words": "the gate was open", "speaker": "Ada Quill", "verb": "said", "stance": "asserts"}


@pytest.fixture
def server():
    with answering() as state:
        yield state


def settings(server: Answering, **others) -> Settings:
    return Settings(proposer_url=server.url, proposer_model="small", proposer_key=KEY, **others)


def proposed(server: Answering, text: str = TEXT, **others):
    return propose(
        text, source="paper", sha256="0", method="endpoint", language="en", settings=settings(server, **others)
    )


def test_words_of_the_text_become_proposals(server):
    server.says({"names": [{"words": "Ada Quill", "type": "Person"}], "claims": [CLAIM]})
    found = proposed(server)
    rows = {row.kind: row for row in found.rows if row.rule == "endpoint:small"}
    assert rows["entity"].value["name"] == "Ada Quill"
    claim = rows["claim"]
    assert TEXT[slice(*claim.spans[0])] == claim.exact == "the gate was open"
    assert claim.value["speaker"] == rows["entity"].id
    assert (claim.value["verb"], claim.value["stance"], claim.value["said"]) == ("said", "asserts", "indirect")
    assert claim.score == 0
    # dates are read here, by the rules for them
    assert [row.value["edtf"] for row in found.rows if row.kind == "date"] == ["2019-03-02"]
    assert from_json(to_json([found])) == [found]


def test_each_paragraph_is_sent_alone_with_the_key_to_that_address(server):
    server.says({"names": []})
    proposed(server)
    assert server.paths == ["/v1/chat/completions"] * 2
    assert server.keys == [f"Bearer {KEY}"] * 2
    assert [sent["messages"][-1]["content"] for sent in server.sent] == [line for line in TEXT.splitlines() if line]
    assert {sent["model"] for sent in server.sent} == {"small"}


def test_what_is_not_in_the_paragraph_is_left_out_and_counted(server):
    server.says(
        {
            "names": [
                {"words": "Carl Munk", "type": "Person"},
                {"words": "Ada", "type": "Wizard"},
                {"words": "", "type": "Person"},
                {"words": 7, "type": "Person"},
                {"words": "ate", "type": "Person", "start": 0, "end": 3},
                "Ida Hale",
            ],
            "claims": [
                {**CLAIM, "words": "the gate was closed"},
                {**CLAIM, "stance": "shouts"},
                {**CLAIM, "speaker": "the mayor", "verb": "swore"},
            ],
        }
    )
    found = proposed(server, TEXT.splitlines()[2])
    rows = [row for row in found.rows if row.rule == "endpoint:small"]
    assert [(row.kind, row.exact, row.value["speaker"]) for row in rows] == [("claim", "the gate was open", None)]
    assert rows[0].value["verb"] == ""
    assert found.notes == (
        "8 things that small proposed were left out: not words of the text, or not of a kind that was asked for.",
    )


@pytest.mark.parametrize("answer", ["I cannot help with that.", "{", "[]", '{"names": ' + "[" * 5_000, "null", "{'a'}"])
def test_an_answer_that_is_no_json_is_said(server, answer):
    server.says(answer)
    found = proposed(server)
    assert not [row for row in found.rows if row.rule == "endpoint:small"]
    assert found.notes == (
        "On 2 of 2 paragraphs small answered with something else than was asked for; nothing is proposed there.",
    )


def test_json_in_a_fence_is_read(server):
    server.says('Here it is:\n```json\n{"names": [{"words": "Ada Quill", "type": "Person"}]}\n```')
    assert [row.exact for row in proposed(server).rows if row.kind == "entity"] == ["Ada Quill"]


def refusal(server: Answering, **others) -> str:
    with pytest.raises(ExtractError) as caught:
        proposed(server, **others)
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "401 Unauthorized. Look at CASEGRAPH_PROPOSER_KEY."),
        (404, "404 Not Found. Look at CASEGRAPH_PROPOSER_URL"),
        (429, "429 Too Many Requests. Wait"),
        (500, "500 Internal Server Error. Try again later."),
        (299, "does not answer as an OpenAI-compatible address does"),
    ],
)
def test_a_server_that_refuses_is_told_in_a_sentence(server, status, words):
    server.status, server.body = status, f"the key {KEY} is wrong".encode()
    assert words in refusal(server)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": 1}}]}']
)
def test_another_kind_of_server_is_told(server, body):
    server.body = body
    assert "which mostly ends in /v1" in refusal(server)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_sent_to_where_it_redirects(server, status):
    with answering() as other:
        other.says({"names": []})
        server.status, server.headers = status, {"Location": f"{other.url}/chat/completions"}
        assert "sends on to 127.0.0.1, and nothing is sent there unasked" in refusal(server)
        assert not other.sent


def test_an_answer_that_does_not_come_or_does_not_end(server, monkeypatch):
    server.open.clear()
    assert "did not answer within 1 s" in refusal(server, proposer_timeout_s=1)
    server.open.set()
    monkeypatch.setattr(endpoint_module, "MAX_ANSWER", 100)
    server.body = b" " * 101
    assert "with more than 100 bytes" in refusal(server)
    server.body, server.headers = b"{", {"Content-Length": "50"}
    assert "127.0.0.1" in refusal(server)


def test_an_answer_that_drips_is_given_up_at_the_end_of_its_time():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()

        def drip():
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                try:
                    while not done.wait(0.05):
                        connection.sendall(b" ")
                except OSError:
                    pass

        thread = threading.Thread(target=drip)
        thread.start()
        server = Answering(url=f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert "did not answer within 1 s" in refusal(server, proposer_timeout_s=1)
        done.set()
        thread.join()


def test_nobody_listens_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert f"http://127.0.0.1:{port} cannot be reached" in refusal(Answering(url=f"http://127.0.0.1:{port}"))


def test_it_can_be_stopped_between_paragraphs(server):
    server.says({"names": []})
    event = threading.Event()
    with stoppable(event), pytest.raises(StoppedError):
        propose(
            TEXT,
            source="paper",
            sha256="0",
            method="endpoint",
            settings=settings(server),
            progress=lambda *_: event.set(),
        )
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "No address of a proposer is set"),
        ("http://models.example.org/v1", "would send the text to models.example.org unencrypted"),
        ("http://127.0.0.1.example.org/v1", "unencrypted"),
        ("http://localhost.example.org/v1", "unencrypted"),
        ("file:///etc/passwd", "is no address"),
        ("https:///v1", "is no address"),
        ("models", "is no address"),
        ("https://ada:secret@models.example.org/v1", "holds a user name or password"),
        ("https://models.example.org:port/v1", "is no address"),
        ("https://models.example.org/v 1", "is no address"),
    ],
)
def test_addresses_to_which_no_text_is_sent(url, words):
    with pytest.raises(ExtractError) as caught:
        Endpoint.of(Settings(proposer_url=url, proposer_model="small"))
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_model_and_a_key_that_can_be_sent_are_needed():
    with pytest.raises(ExtractError, match="CASEGRAPH_PROPOSER_MODEL"):
        Endpoint.of(Settings(proposer_url="https://models.example.org/v1"))
    with pytest.raises(ExtractError, match="CASEGRAPH_PROPOSER_KEY") as caught:
        Endpoint.of(Settings(proposer_url="https://m.example.org", proposer_model="m", proposer_key="ä\nb"))
    assert "ä" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://models.example.org/v1", "https://models.example.org/v1/chat/completions"),
        ("https://models.example.org/v1/", "https://models.example.org/v1/chat/completions"),
        ("https://m.example.org/x/chat/completions?v=2", "https://m.example.org/x/chat/completions?v=2"),
        ("http://[::1]:8080", "http://[::1]:8080/chat/completions"),
    ],
)
def test_the_address_that_is_asked(url, asked):
    endpoint = Endpoint.of(Settings(proposer_url=url, proposer_model="small", proposer_key=KEY))
    assert endpoint.url == asked
    assert KEY not in repr(endpoint)


def test_where_the_text_goes_is_said_in_a_sentence():
    there = Settings(proposer_url="https://models.example.org/v1", proposer_model="small", proposer_key=KEY)
    assert where_sent(there) == (
        "The text is sent, paragraph by paragraph, to https://models.example.org, for the model small."
    )
    here = Settings(proposer_url="http://localhost:11434/v1", proposer_model="small")
    assert "http://localhost:11434 on this computer," in where_sent(here)


def test_it_is_off_by_default_and_its_key_is_shown_nowhere():
    assert not Settings().proposer_url
    assert KEY not in repr(Settings(proposer_key=KEY))
    assert ("CASEGRAPH_PROPOSER_KEY", "", "") in [row[:3] for row in describe()]


def test_nothing_of_it_enters_a_draft(server):
    server.says({"names": [{"words": "Ada Quill", "type": "Person"}], "claims": [CLAIM]})
    found = proposed(server)
    case = Case(id="fire", title="Fire", as_of=EdtfDate.parse("2019-03-04"))
    case = with_source(case, Source(id="paper", title="Paper", text_sha256="0" * 64))
    drafted, taken = draft(case, Standing(Proposed.of(found, TEXT)))
    assert (drafted, taken) == (case, 0)
