"""Reports: every sentence is a guarded one, every number leads to its passage, and every text stays a text."""

import io
import re
import unicodedata
import warnings
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html
from markdown_it import MarkdownIt
from pypdf import PdfReader

from graph.case.file import read, source_texts
from graph.case.model import Case, Entity, Question
from graph.case.statuses import STATUSES, WITHOUT_ALLEGATIONS
from graph.case.texts import words_at
from graph.case.words import clean
from graph.errors import FontWarning, NotFoundError, RenderError
from graph.formats.report import REPORT_FORMATS, Line, Report, report_format
from graph.formats.report.compose import compose
from graph.formats.report.markdown import escaped
from graph.picture.fonts import part_for
from graph.questions.case_graph import CaseGraph
from graph.questions.opposed import opposed_of
from graph.review.second_read import SecondRead
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers.pictures import HOSTILE
from tests.review.test_second_read import COUNT, FIRE, verdict
from tests.seeds.test_shuffled import shuffled

EACH = pytest.mark.parametrize("ending", REPORT_FORMATS)
SEEDS = pytest.mark.parametrize("file", [HARBOUR_FIRE, PETITIONS], ids=lambda path: path.parent.name)


@cache
def case_in(file: Path) -> Case:
    return read(file, settings=Settings())


@cache
def report_on(file: Path) -> Report:
    case = case_in(file)
    texts = source_texts(case, file, settings=Settings())
    return compose(case, quote=lambda at: words_at(texts[at.source], at) if at.source in texts else None)


def lines_of(report: Report, heading: str = "") -> Iterator[Line]:
    for section in report.sections:
        if heading in section.heading:
            for group in section.groups:
                yield from all_of(group.lines)


def all_of(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from all_of(line.lines)


def hostile() -> Case:
    """A case in which a statement each is called by what breaks formats, and says it."""
    crowd = next(statement for statement in FIRE.statements if statement.id == "hale-accused")
    people = tuple(Entity(id=f"n{n}", type="Person", name=text) for n, text in enumerate(HOSTILE))
    statements = tuple(
        replace(crowd, id=f"s{n}", subject=f"n{n}", claims=(replace(crowd.claims[0], id=f"c{n}", says=text, via=()),))
        for n, text in enumerate(HOSTILE)
    )
    text = "\n".join(HOSTILE)
    sources = (replace(FIRE.sources[0], title=text, publisher=text),)
    return replace(FIRE, title=text, sources=sources, entities=(*FIRE.entities, *people), statements=statements)


# -- what it says -----------------------------------------------------------------------------------


@SEEDS
def test_every_sentence_on_a_case_is_one_that_words_a_statement_or_a_claim(file: Path):
    report, graph = report_on(file), CaseGraph(case_in(file))
    sentences = {graph.guarded(id) for id in graph.statements}
    claims = {f"{graph.telling(claim).removesuffix('.')}." for id in graph.statements for claim in graph.claims(id)}
    assert {line.text for line in lines_of(report, "Who says what")} == sentences | {
        line.text for line in lines_of(report, "Who says what") if line.text in claims
    }
    for line in lines_of(report, "What happened"):
        assert line.text in sentences or line.text == "Another date that is given of it excludes this one."
    by_others = {
        f"{other.text(graph.schema).removesuffix('.')}." for others in opposed_of(graph).values() for other in others
    }
    assert by_others <= {line.text for line in lines_of(report, "What is disputed")} <= sentences | by_others
    own = {line.text for line in lines_of(report, "Questions") if line.own}
    assert own == {clean(question.conclusion) for question in case_in(file).questions if question.conclusion}
    for line in lines_of(report, "Questions"):
        assert line.own or line.text in sentences or (line.lines and line.text.endswith(":"))
    told = [line.text for line in lines_of(report, "What contradicts") if line.numbers]
    assert told
    for text in told:
        assert text.startswith(("On one side: ", "On the other: "))


@SEEDS
def test_what_is_no_fact_is_marked_as_such_wherever_it_is_told(file: Path):
    report, graph = report_on(file), CaseGraph(case_in(file))
    statuses = {graph.guarded(id): r.properties["status"] for id, r in graph.statements.items()}
    lines = [line for line in lines_of(report) if line.text in statuses]
    assert {line.status for line in lines} == set(statuses.values())
    for line in lines:
        assert line.status == statuses[line.text]
        if line.status not in WITHOUT_ALLEGATIONS:
            assert line.text.lower().startswith((line.status, "inferred by", "questioned", "denied"))


@SEEDS
def test_every_claim_is_told_and_every_place_that_it_cites_is_a_numbered_passage(file: Path):
    report, case = report_on(file), case_in(file)
    cited = {str(at) for statement in case.statements for claim in statement.claims for at in claim.places}
    named = {str(mention.at) for entity in case.entities for mention in entity.mentions}
    assert cited <= {passage.locator for passage in report.passages} <= cited | named
    assert [passage.number for passage in report.passages] == list(range(1, len(report.passages) + 1))
    assert {passage.source for passage in report.passages} == {source.number for source in report.sources}
    used = [number for line in lines_of(report) for number in line.numbers]
    assert list(dict.fromkeys(used)) == list(range(1, len(report.passages) + 1)), "as first cited"
    by_number = {passage.number: passage.locator for passage in report.passages}
    graph = CaseGraph(case)
    for id in graph.statements:
        line = next(line for line in lines_of(report, "Who says what") if line.text == graph.guarded(id))
        own = {str(at) for claim in graph.statement(id).claims for at in claim.places}
        assert {by_number[number] for number in line.numbers} == own


def test_a_passage_has_its_words_where_the_text_is_at_hand_and_its_place_where_it_is_not():
    report = report_on(HARBOUR_FIRE)
    assert all(passage.quote for passage in report.passages)
    first = next(passage for passage in report.passages if passage.locator.startswith("gazette#p2s1"))
    assert first.quote.startswith("The warehouse at the end of pier nine burned")
    without = report_on(PETITIONS)
    assert not any(passage.quote for passage in without.passages)
    assert without.notes[-2] == "Where a passage has no words, its place alone is told."
    assert (
        "is not at hand. Put the file into a folder, and name that in the setting CASEGRAPH_TEXTS." in without.notes[-1]
    )


def test_what_happened_is_in_the_order_of_its_dates_without_what_nobody_asserts():
    lines = list(lines_of(report_on(HARBOUR_FIRE), "What happened"))
    days = [line.when for line in lines if line.when]
    assert days.index("1985") < days.index("“2009”, 2009" if "“2009”, 2009" in days else "2009")
    assert [line.text for line in lines].count("Another date that is given of it excludes this one.") >= 2
    assert any(line.when.endswith("(inferred)") for line in lines)
    assert {line.status for line in lines if line.status} <= set(STATUSES) - {"denied", "questioned"}
    denied = replace(
        FIRE,
        statements=tuple(
            replace(s, claims=tuple(replace(c, stance="denies") for c in s.claims)) if s.id == "fire-date" else s
            for s in FIRE.statements
        ),
    )
    [section] = [section for section in compose(denied).sections if section.heading.startswith("What happened")]
    assert (section.groups, section.note) == ((), "No statement here gives a date of Fire.")


def test_what_is_disputed_is_told_with_who_disputes_it():
    texts = [line.text for line in lines_of(report_on(HARBOUR_FIRE), "What is disputed") if line.status]
    assert any("denied by Priya Raghunathan" in text and "Harbour court" in text for text in texts)
    assert texts[-1].startswith("Found by")
    calm = compose(FIRE, statements=["crowd"])
    [section] = [section for section in calm.sections if section.heading.startswith("What is disputed")]
    assert section.groups == ()
    assert (
        section.note
        == "Nobody denies or questions what is told here, and no other statement of the case contradicts it."
    )


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (
            "fire-date",
            "Conflicts with it by another statement: Fire service asserts that Warehouse fire occurred on Sunday",
        ),
        (
            "raghunathan-on-pier",
            "Asserts it by another statement: Port Authority asserts that Priya Raghunathan was",
        ),
        (
            "raghunathan-seen-on-pier",
            "Denies it by another statement: Priya Raghunathan denies that Priya Raghunathan was",
        ),
    ],
)
def test_what_only_another_statement_contradicts_is_told_in_a_report_of_that_one_alone(chosen: str, told: str):
    report = compose(case_in(HARBOUR_FIRE), statements=[chosen])
    [section] = [section for section in report.sections if section.heading.startswith("What is disputed")]
    [group] = section.groups
    [line] = group.lines
    assert section.note == ""
    against = [each for each in line.lines if each.text.startswith(told)]
    assert len(against) == 1
    places = [passage.locator for passage in report.passages if passage.number in against[0].numbers]
    assert places, "with the passage that it rests on"


def test_a_report_of_a_whole_case_has_its_questions_and_conclusions_as_somebodys_own():
    asked = (
        Question(
            id="who", text="Who?", for_=("hale-accused",), open=("crowd",), conclusion="Nobody *knows*.", by="Ada"
        ),
        Question(id="why", text="Why?", against=("fire-date",)),
    )
    case = replace(FIRE, questions=asked)
    report = compose(case)
    [section] = [section for section in report.sections if section.heading == "Questions of the case"]
    assert [group.heading for group in section.groups] == ["“Who?”", "“Why?”"]
    assert [line.text for line in section.groups[0].lines] == [
        "Speaks for it:", "Still open:", "What Ada concludes, in words of their own; it is no claim of any source:"
    ]  # fmt: skip
    [own] = section.groups[0].lines[2].lines
    assert (own.text, own.own, own.numbers, own.status) == ("Nobody *knows*.", True, (), "")
    assert section.groups[1].lines[0].lines[0].status == "reported"
    for part in (compose(case, statements=["crowd"]), compose(case, question="why"), compose(FIRE)):
        assert "Questions of the case" not in str(part)


def test_a_part_of_a_case_holds_what_was_chosen_and_cites_nothing_else():
    report = compose(FIRE, statements=["hale-accused"], scope="A part of it.")
    assert report.source_line == "As of May 2019. A part of it."
    assert [passage.locator for passage in report.passages] == ["gazette#p3s1", "gazette#p3s1@74-105"]
    assert {line.status for line in lines_of(report) if line.status} == {"disputed"}
    assert report.scene is not None
    assert {node.caption for node in report.scene.nodes} == {"Hale", "Fire"}


def test_a_question_is_told_with_its_sides_and_its_conclusion_as_somebodys_own():
    asked = Question(
        id="who", text="Did Hale set it?", for_=("hale-accused",), open=("crowd",), conclusion="No.", by="Ada Quill"
    )
    report = compose(replace(FIRE, questions=(asked,)), question="who")
    assert report.title == "Did Hale set it?"
    assert (
        report.source_line
        == "The small fire, as of May 2019. A part of it: what somebody put under a question of theirs."
    )
    groups = {group.heading: group.lines for group in report.sections[0].groups}
    assert [line.status for line in groups["Speaks for it"]] == ["disputed"]
    assert "Speaks against it" not in groups
    [own] = groups["What Ada Quill concludes, in words of their own; it is no claim of any source"]
    assert (own.text, own.own, own.numbers) == ("No.", True, ())
    assert "fire-date" not in str(report)
    with pytest.raises(NotFoundError, match=r"has no question 'why'\. Questions of it: who"):
        compose(replace(FIRE, questions=(asked,)), question="why")


def test_what_a_second_reader_does_not_accept_is_told_with_the_claim():
    lines = [verdict(FIRE, COUNT, "overstated", 1, reason="Two of them left.")]
    report = compose(FIRE, marks=SecondRead(FIRE, lines).marks)
    said = [line.text for line in lines_of(report) if line.text.startswith("Second reader")]
    assert said == ["Second reader: overstated, by Ines: Two of them left."] * 2
    assert [section.heading for section in report.sections][-1] == "What a second reader does not accept"
    assert "Second reader" not in str(compose(FIRE))


def test_what_cannot_be_reported_is_refused():
    with pytest.raises(RenderError, match="no statement was chosen"):
        compose(FIRE, statements=[])
    with pytest.raises(NotFoundError, match="has no statement nobody, nothing"):
        compose(FIRE, statements=["crowd", "nothing", "nobody"])
    with pytest.raises(RenderError, match=r"3 statements is refused; the limit is 2 \(setting `report_statements`\)"):
        compose(FIRE, settings=Settings(report_statements=2))
    with pytest.raises(RenderError, match=r"ends in .pdf, .html, .md, not '.doc'"):
        report_format(".doc")
    large = compose(FIRE, settings=Settings(max_nodes_drawn=1))
    assert large.scene is None
    assert "There is no picture: of 2 nodes and 1 relationship none could be read." in large.notes[1]


# -- as files ---------------------------------------------------------------------------------------


@EACH
def test_the_same_case_gives_the_same_bytes_whatever_the_order_of_its_file(ending: str):
    texts = source_texts(case_in(HARBOUR_FIRE), HARBOUR_FIRE, settings=Settings())
    chosen = [statement.id for statement in case_in(HARBOUR_FIRE).statements][:12]

    def made(case: Case) -> bytes:
        report = compose(case, statements=chosen, quote=lambda at: words_at(texts[at.source], at))
        assert report.scene is not None
        return REPORT_FORMATS[ending].encode(report)

    assert made(case_in(HARBOUR_FIRE)) == made(shuffled(HARBOUR_FIRE, 3))


def test_every_number_of_a_page_leads_to_its_passage():
    tree = html.fromstring(REPORT_FORMATS[".html"].encode(report_on(HARBOUR_FIRE)))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = tree.xpath("//a[starts-with(@href, '#')]")
    assert {link.get("href")[1:] for link in links} == set(ids)
    assert all(
        link.text == f"[{link.get('href').rpartition('-')[2]}]" for link in links if "passage" in link.get("href")
    )
    assert not tree.xpath("//script | //@onerror | //link | //iframe")
    assert tree.xpath("//img/@alt")[0].startswith("16 People")
    assert tree.xpath("//html/@lang") == ["en"]


def test_the_picture_of_a_page_has_its_legend_in_the_text_and_its_font_with_it():
    report = report_on(HARBOUR_FIRE)
    assert report.scene is not None
    tree = html.fromstring(REPORT_FORMATS[".html"].encode(report))
    legend = [squeezed(item.text_content()) for item in tree.xpath("//figcaption//li")]
    assert len(legend) == len([entry for entry in report.scene.legend if entry.count])
    assert any(
        text.startswith("disputed") and text.endswith("assertedbysome,deniedorquestionedbyothers") for text in legend
    )
    assert tree.xpath("//figure/@class") == ["large"]
    light, dark = (
        b64decode(address.partition(",")[2]).decode()
        for address in (*tree.xpath("//img/@src"), *tree.xpath("//source/@srcset"))
    )
    for picture in (light, dark):
        assert 'font-family:"Source Sans 3";src:url(data:font/woff;base64,' in picture
        assert "asserted by some" not in picture.partition("</desc>")[2], "the legend stands in the page"
    part = TTFont(io.BytesIO(part_for(frozenset("Tomás"))))
    assert set(map(ord, "Tomás")) <= set(part.getBestCmap())
    assert len(part_for(frozenset("Tomás"))) < 20_000
    small = html.fromstring(REPORT_FORMATS[".html"].encode(compose(FIRE)))
    assert len(small.xpath("//figure")) == 1
    assert not small.xpath("//figure/@class")


def test_every_number_of_markdown_leads_to_its_passage():
    report = replace(report_on(HARBOUR_FIRE), scene=compose(FIRE).scene)
    text = REPORT_FORMATS[".md"].encode(report).decode()
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(anchors) == len(set(anchors)) == len(report.passages) + 3
    tree = html.fromstring(MarkdownIt("commonmark").render(text))
    links = tree.xpath("//a[@href]")
    assert {link.get("href") for link in links} == {f"#{id}" for id in anchors} | {
        "https://ledger.example/court-clears-pier-engineer"
    }
    assert not tree.xpath("//script | //table | //pre")
    assert tree.xpath("//img/@src")[0].startswith("data:image/png;base64,")


@pytest.mark.filterwarnings("ignore::graph.errors.FontWarning")  # one passage holds an emoji
def test_every_number_of_paper_leads_to_its_passage():
    report = replace(report_on(HARBOUR_FIRE), scene=compose(FIRE).scene)
    reader = PdfReader(io.BytesIO(REPORT_FORMATS[".pdf"].encode(report)))
    links = [
        annotation.get_object()
        for page in reader.pages
        for annotation in page.get("/Annots", ())
        if annotation.get_object().get("/Subtype") == "/Link"
    ]
    within = [link for link in links if "/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo"]
    numbers = sum(len(line.numbers) for line in lines_of(report)) + len(report.passages)
    assert len(within) >= numbers, "each number, and each passage to its source"
    assert {str(link["/A"]["/URI"]) for link in links if "/URI" in link.get("/A", {})} == {
        "https://ledger.example/court-clears-pier-engineer"
    }
    assert reader.metadata is not None
    assert reader.metadata.title == "The harbour fire"
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert " ".join(text.split()).count("asserted by Port Authority (by way of Oskar Vey), denied by Priya") >= 2
    assert "'/Title': 'The harbour fire'" in str(reader.outline[0])


@EACH
@pytest.mark.filterwarnings("ignore::graph.errors.FontWarning")
def test_whatever_a_case_holds_is_text(ending: str):
    report = compose(hostile(), quote=lambda at: " ".join(HOSTILE))
    shown = squeezed(shown_by(ending, REPORT_FORMATS[ending].encode(report)))
    for text in HOSTILE:
        # what is read from right to left is taken out of a PDF in another order
        if ending != ".pdf" or not any(unicodedata.bidirectional(char) in ("R", "AL") for char in text):
            assert squeezed(clean(text)) in shown, text


def shown_by(ending: str, content: bytes) -> str:
    """Return what people see, after a look that nothing but the report's own is markup."""
    if ending == ".pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if ending == ".md":
        content = (
            MarkdownIt("commonmark", {"html": True})
            .enable(["table", "strikethrough"])
            .render(content.decode())
            .encode()
        )
    tree = html.fromstring(content.decode())
    elements = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert elements <= OWN, elements - OWN
    assert all(link.startswith(("#", "https://ledger.example")) for link in tree.xpath("//a/@href"))
    return "".join(tree.xpath("//body//text() | //div//text()") or [tree.text_content()])


OWN = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3", "p", "a", "ul", "ol", "li",
    "span", "figure", "figcaption", "picture", "source", "img", "blockquote", "div", "em", "strong", "i",
    "svg", "path", "circle", "polygon", "rect",
}  # fmt: skip


def squeezed(text: str) -> str:
    """Without white space and soft hyphens: lines break anywhere."""
    return re.sub(r"[\s\u00ad\u200b]", "", text)


@pytest.mark.parametrize(
    "text",
    ["1. a", "- a", "+ a", "# a", "> a", "a | b", "http://c.example", "www.c.example", "a@c.example", "<b>", "&amp;",
     "~~a~~", "[a](b)", "![a](b)", "`a`", "*a*", "_a_", "$a$", ":smile:", "@somebody", "#12", "a\\",
     "===", "---", "[^1]"],
)  # fmt: skip
def test_markdown_reads_an_escaped_text_as_it_is(text: str):
    for markdown in (MarkdownIt("gfm-like", {"linkify": False}), MarkdownIt("commonmark")):
        [item] = html.fromstring(markdown.render(f"- {escaped(text)}\n")).xpath("//li")
        assert item.text_content().strip() == text
        assert not list(item.iterchildren())


def test_characters_that_no_font_has_are_told_of_paper_alone():
    report = compose(replace(FIRE, title="\U00013080"))
    with pytest.warns(FontWarning, match="U\\+13080"):
        REPORT_FORMATS[".pdf"].encode(report)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        REPORT_FORMATS[".html"].encode(report)


def test_a_report_can_do_without_a_picture_and_without_an_address():
    report = compose(FIRE, statements=["crowd", "fire-date"])
    assert report.scene is None
    for format_ in REPORT_FORMATS.values():
        assert len(format_.encode(report)) > 500
    url = replace(FIRE, sources=(replace(FIRE.sources[0], url="javascript:alert(1)"),))
    assert [source.url for source in compose(url).sources] == [""]
