"""How often each rule of extraction is right, measured on texts with known answers: writes the table of scores.

``python -m benchmarks.scores FOLDER``, with the folder of the corpora that :mod:`benchmarks.extraction.corpora` reads.
The table is ``graph/extract/tables/scores.yaml``.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.extraction.answers import Answers, Counted, Dated, Document, six_texts
from benchmarks.extraction.corpora import CORPORA
from benchmarks.extraction.score import GROUPS, has_value, letters, overlap, same_value
from graph.extract.proposals import Proposal
from graph.extract.propose import propose
from graph.extract.unparsed import CAPITALS
from graph.files import write_whole

TABLE = Path(__file__).parents[1] / "graph" / "extract" / "tables" / "scores.yaml"
FEW = 20
"""Cases below which a rule is drawn to the mean of its kind: as if the cases up to it had come out like that."""
_HEAD = """\
# How often each rule is right, by kind and rule: written by `python -m benchmarks.scores`, never by hand. Behind each,
# the cases that were judged. A rule with fewer than {few} cases counts as if the cases up to {few} had come out like
# the mean of its kind, which stands under the name of the kind and counts for rules without a case.
"""

Verdict = tuple[str, str, bool]
"""Kind, rule, and whether the proposal is right."""


def judged(documents: Sequence[Document]) -> Iterator[Verdict]:
    """Yield a verdict on each proposal for which the answers to a set of texts tell whether it is right."""
    all_answers = [document.answers for document in documents]
    names_told = any(answers.names for answers in all_answers)
    claims_told = any(answers.claims for answers in all_answers)
    dates_told = any(date.edtf for answers in all_answers for date in answers.dates)
    quantities_told = any(answers.quantities for answers in all_answers)
    works_told = any(name.type == "Work" for answers in all_answers for name in answers.names)
    for document in documents:
        text, answers = document.text, document.answers
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        found, plainly = (
            propose(text, source="x", sha256=sha256, published=document.published, method=method, scores={})
            for method in ("spacy", "rules")
        )
        rows: dict[str, list[Proposal]] = defaultdict(list)
        for row in found.rows:
            if row.value.get("type") != "Work" or works_told:
                rows[row.kind].append(row)
        by_id = {row.id: row for row in found.rows}
        if names_told:
            yield from _names(rows, answers, by_id)
            # names by their capital letters alone, as texts of other languages have them
            capitals: dict[str, list[Proposal]] = defaultdict(list)
            for row in plainly.rows:
                if row.rule == CAPITALS:
                    capitals[row.kind].append(row)
            yield from _names(capitals, answers, {row.id: row for row in plainly.rows})
        if claims_told:
            yield from _claims(text, rows["claim"], answers, by_id)
        if claims_told and names_told:
            yield from _pronouns(rows["pronoun"], answers, by_id)
        if dates_told:
            yield from _values(rows["date"], answers.dates)
        if quantities_told:
            yield from _values(rows["quantity"], answers.quantities)


def _entity_of(row: Proposal, answers: Answers) -> tuple[str, str] | None:
    """Return entity and group of the name that most of a proposed entity's places are in."""
    votes = Counter(
        (name.entity, GROUPS.get(name.type, ""))
        for span in row.spans
        for name in answers.names
        if overlap(span, name.span)
    )
    return votes.most_common(1)[0][0] if votes else None


def _names(rows: Mapping[str, list[Proposal]], answers: Answers, by_id: Mapping[str, Proposal]) -> Iterator[Verdict]:
    for row in rows["mention"]:
        groups = {GROUPS.get(name.type, "") for name in answers.names if overlap(row.spans[0], name.span)}
        if groups != {""}:  # what is neither person, body, place nor work is not judged
            yield "mention", row.rule, GROUPS[row.value["type"]] in groups
    for row in rows["entity"]:
        meant = _entity_of(row, answers)
        if meant is None or meant[1]:
            yield "entity", row.rule, meant is not None and meant[1] == GROUPS[row.value["type"]]


def _claims(text: str, rows: Iterable[Proposal], answers: Answers, by_id: Mapping[str, Proposal]) -> Iterator[Verdict]:
    """Judge claims: most of the words lie in a claim of the answers, and the speaker is its speaker."""
    wanted = [letters(text, claim.spans) for claim in answers.claims]
    for row in rows:
        own = letters(text, row.spans)
        if not own:
            continue
        shared = [(len(own & each), -len(each)) for each in wanted]
        best = max(range(len(wanted)), key=shared.__getitem__, default=None)
        right = False
        if best is not None and 2 * shared[best][0] >= len(own):
            claim = answers.claims[best]
            named = any(overlap(span, other) for span in row.value["named"] for other in claim.speaker)
            speaker = by_id.get(row.value["speaker"] or "")
            meant = _entity_of(speaker, answers) if speaker and claim.entity else None
            right = named or (meant is not None and meant[0] == claim.entity)
        yield "claim", row.rule, right


def _pronouns(rows: Iterable[Proposal], answers: Answers, by_id: Mapping[str, Proposal]) -> Iterator[Verdict]:
    """Judge the pronouns that stand for a speaker whose entity the answers tell."""
    for row in rows:
        for claim in answers.claims:
            if claim.entity and claim.speaker == row.spans[:1]:
                meant = _entity_of(by_id[row.value["entity"]], answers)
                yield "pronoun", row.rule, meant is not None and meant[0] == claim.entity
                break


def _values(rows: Iterable[Proposal], right: Sequence[Dated] | Sequence[Counted]) -> Iterator[Verdict]:
    for row in rows:
        meant = [each for each in right if overlap(row.spans[0], each.span)]
        if not meant or any(map(has_value, meant)):
            yield row.kind, row.rule, any(same_value(each, _value(row)) for each in meant)


def _value(row: Proposal) -> Dated | Counted:
    if row.kind == "date":
        return Dated(row.spans[0], (row.value["edtf"],) if row.value["edtf"] else ())
    return Counted(row.spans[0], row.value["low"], row.value["high"])


def table(verdicts: Iterable[Verdict]) -> str:
    """Return the table of scores as YAML; the same verdicts give the same bytes."""
    cases: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, rule, is_right in verdicts:
        cases[kind][rule] += 1
        right[kind][rule] += is_right
    lines = []
    for kind in sorted(cases):
        # names by their capitals alone are a guess apart from all other rules
        total = cases[kind].total() - cases[kind][CAPITALS]
        mean = (right[kind].total() - right[kind][CAPITALS]) / total
        lines.append(f"{kind}: {mean:.3f}  # {total}")
        for rule, n in sorted(cases[kind].items()):
            score = (right[kind][rule] + max(0, FEW - n) * mean) / max(n, FEW)
            lines.append(f"{kind}/{rule}: {score:.3f}  # {n}")
    return _HEAD.format(few=FEW) + "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Measure on our texts and the corpora of a folder, and write the table."""
    folder = Path(arguments[0]) if arguments else Path()
    missing = [name for name in CORPORA if not (folder / name).is_dir()]
    if not arguments or missing:
        print(f"Name the folder that has {' and '.join(CORPORA)}: python -m benchmarks.scores FOLDER", file=sys.stderr)
        return 2
    sets = [list(six_texts()), *(list(read(folder / name)) for name, read in CORPORA.items())]
    text = table(verdict for documents in sets for verdict in judged(documents))
    write_whole(TABLE, text.encode())
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
