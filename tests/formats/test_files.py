import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from graph.elements import Subgraph
from graph.errors import RenderError
from graph.formats import FORMATS, save, to_bytes
from graph.formats.html import to_html
from graph.formats.pdf import to_pdf
from graph.formats.png import to_png
from graph.formats.svg import draw_svg
from graph.picture.scene import build
from graph.settings import Settings
from tests.helpers import pictures

EMPTY = Subgraph((), ())
PICTURES = [row.ending for row in FORMATS.values() if row.picture]
DATA = [row.ending for row in FORMATS.values() if not row.picture]


class Page(HTMLParser):
    """What a browser would take for markup, data and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script":
            self.scripts.append(data)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("graph", [pictures.case(12), pictures.foreign(12), pictures.hostile()], ids=["c", "f", "h"])
def test_every_ending_is_written_the_same_each_time(tmp_path: Path, ending: str, graph: Subgraph) -> None:
    path = tmp_path / f"picture{ending.upper()}"
    save(graph, path, title="T", source_line="S")
    again = to_bytes(pictures.shuffled(graph) if ending in PICTURES else graph, ending, title="T", source_line="S")
    assert path.read_bytes() == again
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", [".svg", ".html", ".graphml", ".gexf", ".json", ".csv", ".dot"])
def test_a_foreign_nodes_address_never_leaves_its_database(ending: str) -> None:
    text = to_bytes(pictures.foreign(12), ending).decode()
    assert "~4:" not in text
    assert "~5:" not in text


def scene_data(page: str) -> dict[str, list[dict[str, str]]]:
    found = re.search(r'<script type="application/json" id="scene">(.*?)</script>', page)
    assert found
    data: dict[str, list[dict[str, str]]] = json.loads(found[1])
    return data


@pytest.mark.parametrize("ending", PICTURES)
def test_nothing_to_draw_is_refused_and_the_older_file_stays(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"old{ending}"
    path.write_text("old")
    with pytest.raises(RenderError, match="nothing to draw"):
        save(EMPTY, path)
    assert path.read_text() == "old"


@pytest.mark.parametrize("ending", PICTURES)
def test_too_many_nodes_are_refused_by_the_settings_name(ending: str) -> None:
    with pytest.raises(RenderError, match=r"12 nodes is refused; the limit is 10 \(setting `max_nodes_drawn`\)"):
        to_bytes(pictures.case(12), ending, settings=Settings(max_nodes_drawn=10))


@pytest.mark.parametrize("ending", DATA)
def test_data_takes_any_number_of_nodes_and_none(ending: str) -> None:
    assert to_bytes(EMPTY, ending)
    assert to_bytes(pictures.case(12), ending, settings=Settings(max_nodes_drawn=10))


@pytest.mark.parametrize(("name", "named"), [("picture.gif", "'.gif'"), ("picture", "no ending")])
def test_an_unknown_ending_is_refused(tmp_path: Path, name: str, named: str) -> None:
    with pytest.raises(RenderError, match=f"ends in .svg, .png, .*, not {named}"):
        save(pictures.case(3), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_png_has_the_svgs_size_times_the_scale() -> None:
    scene = build(pictures.case(10), title="T")
    _, wide, high = draw_svg(scene)
    for scale in (1, 3):
        size = Image.open(io.BytesIO(to_png(scene, scale=scale))).size
        assert size == pytest.approx((wide * scale, high * scale), abs=3)
    dark = Image.open(io.BytesIO(to_png(scene, theme="dark", scale=1))).convert("RGB")
    assert dark.getpixel((2, 2)) == (0x0E, 0x12, 0x17)


def test_a_png_of_another_scale_is_refused() -> None:
    with pytest.raises(RenderError, match="1 to 4, not 5"):
        to_png(build(pictures.case(3)), scale=5)


def test_a_pdf_holds_text_that_can_be_found() -> None:
    pypdf = pytest.importorskip("pypdf", reason="reads the text back: pip install pypdf")
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(build(pictures.case(20), title="The case", source_line="As of 2019"))))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert reader.metadata.title == "The case"
    for words in ("The case", "As of 2019", "Port Authority", "accused of (", "only named speakers say so"):
        assert words in text


def test_a_pdf_is_no_place_for_markup_from_a_name() -> None:
    scene = build(pictures.hostile(), title='#set page(fill: red) "quoted" \\', source_line="#panic()")
    assert to_pdf(scene).startswith(b"%PDF-")


def test_the_page_asks_nothing_of_any_network() -> None:
    page = Page(to_html(build(pictures.case(30), title="T")))
    assert page.links == []
    assert "link" not in page.tags
    assert "iframe" not in page.tags
    assert page.tags.count("script") == 3


def test_the_page_holds_hostile_names_as_text_only() -> None:
    scene = build(pictures.hostile(), title="</title><script>alert(1)</script>", source_line="<img src=x>")
    text = to_html(scene)
    page = Page(text)
    assert page.tags.count("script") == 3
    assert "img" not in page.tags
    data = scene_data(text)
    assert data["nodes"][0]["title"].startswith("</script><img src=x onerror=alert(1)>\n")
    assert "\u2028" not in text


def test_the_page_holds_what_the_scene_holds_and_its_places() -> None:
    scene = build(pictures.case(30))
    data = scene_data(to_html(scene))
    titles = {key: [thing["title"] for thing in data[key]] for key in ("nodes", "edges")}
    assert titles == {"nodes": [n.tooltip for n in scene.nodes], "edges": [e.tooltip for e in scene.edges]}
    ratio = {round(float(d["x"]) / n.x, 2) for d, n in zip(data["nodes"], scene.nodes, strict=True) if abs(n.x) > 100}
    assert len(ratio) == 1
    assert data["options"]["physics"] == {"enabled": False}  # type: ignore[call-overload]


@pytest.mark.parametrize(("paper", "short", "long"), [("a4", 595.3, 841.9), ("letter", 612.0, 792.0)])
def test_a_pdf_is_as_large_as_the_paper_and_lies_as_the_picture_does(paper: str, short: float, long: float) -> None:
    pypdf = pytest.importorskip("pypdf", reason="reads the size back: pip install pypdf")
    for scene in (build(pictures.case(20), title="The case"), build(pictures.case(60), title="The case")):
        _, wide, high = draw_svg(scene)
        box = pypdf.PdfReader(io.BytesIO(to_pdf(scene, paper=paper))).pages[0].mediabox
        size = (long, short) if wide > high else (short, long)
        assert (float(box.width), float(box.height)) == pytest.approx(size, abs=0.5)


def test_a_page_of_a_layout_by_time_has_its_axis_and_lanes() -> None:
    scene = build(pictures.case(30), title="T", layout="time")
    assert scene.axis
    page = to_html(scene)
    data = json.loads(page.partition('id="scene">')[2].partition("</script>")[0])
    assert [text for _, text in data["axis"]] == [tick.text for tick in scene.axis]
    assert [text for _, text in data["lanes"]] == [lane.text for lane in scene.lanes]
