"""What the rules say of both seeds: every planted conflict, every near one with its reason, and nothing else."""

from pathlib import Path

import pytest

from graph.case.contradictions import Findings, find
from graph.case.file import read
from graph.settings import Settings
from tests.helpers import HARBOUR_FIRE, PETITIONS

CONFLICTS = {
    "asserted-and-denied:authority-blamed",
    "asserted-and-denied:cabinet-disrepair",
    "asserted-and-denied:coat-at-gate",
    "asserted-and-denied:raghunathan-seen-on-pier+raghunathan-on-pier",
    "asserted-and-denied:raghunathan-set-fire",
    "asserted-and-denied:solvent-over-permit",
    "dates-of-one-event:fire-date+fire-date-alarm-book",
    "counts-of-one-thing:crowd+crowd-ledger",
    "counts-of-one-thing:crowd-fire-service+crowd-ledger",
    "counts-of-one-thing:loss-insurer+loss-owner",
    "counts-of-one-thing:reopen-signatures+reopen-signatures-ledger",
    "sum-of-parts:reopen-signatures+reopen-signatures-cafe+reopen-signatures-internet",
    "ages-of-one-person:salo-age+salo-age-inquiry",
    "other-way-round:tranter-nephew+leal-nephew",
}
COMPATIBLE = {
    "asserted-and-questioned:can-linked": "doubt",
    "asserted-and-questioned:salo-convicted": "doubt",
    "dates-of-one-event:fire-date+fire-date-inquiry": "vagueness",
    "dates-of-one-event:fire-date-alarm-book+fire-date-inquiry": "vagueness",
    "dates-of-one-event:loft-fire-1980s+loft-fire-1985": "vagueness",
    "dates-of-one-event:loft-fire-1980s+loft-fire-1986": "vagueness",
    # a winter that is named by one year may have begun in the year before
    "dates-of-one-event:loft-fire-1985+loft-fire-1986": "vagueness",
    "counts-of-one-thing:crowd+crowd-fire-service": "scope",
    "counts-of-one-thing:injured+injured-inquiry": "scope",
    "counts-of-one-thing:inquiry-witnesses+inquiry-witnesses-ledger": "rounding",
    "counts-of-one-thing:reopen-signatures+reopen-signatures-moroz": "growth",
    "counts-of-one-thing:reopen-signatures+reopen-signatures-verified": "scope",
    "counts-of-one-thing:reopen-signatures-ledger+reopen-signatures-moroz": "growth",
    "counts-of-one-thing:reopen-signatures-ledger+reopen-signatures-verified": "scope",
    "counts-of-one-thing:reopen-signatures-moroz+reopen-signatures-verified": "scope",
    "sum-of-parts:inquiry-witnesses-ledger+inquiry-witnesses-elsewhere+inquiry-witnesses-pier": "rounding",
    "ages-of-one-person:achterberg-age+achterberg-age-inquiry": "growth",
}
SAME = {
    "sum-of-parts:inquiry-witnesses+inquiry-witnesses-elsewhere+inquiry-witnesses-pier",
    "sum-of-parts:reopen-signatures-ledger+reopen-signatures-cafe+reopen-signatures-internet",
    "name-spelt-two-ways:marta-lindqvist:Lindquist+Lindqvist",
    "name-spelt-two-ways:priya-raghunathan:Raghunathan+Ragunathan",
}


def found_in(path: Path) -> Findings:
    return find(read(path, settings=Settings()))


def test_the_harbour_fire() -> None:
    found = found_in(HARBOUR_FIRE)
    assert {f.id for f in found.conflicts} == CONFLICTS
    assert {f.id: f.reason.partition(":")[0] for f in found.findings if f.verdict == "compatible"} == COMPATIBLE
    assert {f.id for f in found.findings if f.verdict == "same"} == SAME
    assert found.undecided == ()


@pytest.fixture(scope="module")
def petitions() -> Findings:
    return found_in(PETITIONS)


class TestThePetitions:
    def test_no_source_contradicts_another_and_nothing_else_is_found(self, petitions: Findings) -> None:
        assert [(f.id, f.verdict, f.reason.partition(":")[0]) for f in petitions.findings] == [
            ("counts-of-one-thing:signers-count+signing-count-in-headline", "compatible", "rounding"),
            (
                "sum-of-parts:signing-count-in-headline+government-petition-signatures+public-petition-signatures",
                "compatible",
                "rounding",
            ),
            ("decision-disputed:brendan-dassey", "compatible", "decision"),
            ("decision-disputed:steven-avery", "compatible", "decision"),
            ("evidence-disputed:dassey-confession", "compatible", "doubt"),
            ("evidence-disputed:trial-evidence", "compatible", "doubt"),
            (
                "left-out-and-shown:filmmakers-accused-of-leaving-out-evidence+series-contains-strongest-evidence",
                "compatible",
                "scope",
            ),
            (
                "sum-of-parts:signers-count+government-petition-signatures+public-petition-signatures",
                "same",
                "sum",
            ),
            ("name-spelt-two-ways:laura-ricciardi:Riccardi+Ricciardi", "same", "spelling"),
        ]
        assert petitions.undecided == ()

    def test_which_sum_is_which_whole(self, petitions: Findings) -> None:
        reasons = {f.statements[0]: f.reason for f in petitions.findings if f.rule == "sum-of-parts"}
        assert reasons["signers-count"].startswith(
            "sum: 18,000 to 20,000 signatures and 163,000 signatures make 181,000"
        )
        assert reasons["signing-count-in-headline"].endswith("which can be 180,000 to 200,000 signatures")

    def test_who_disputes_the_verdict(self, petitions: Findings) -> None:
        [finding] = [f for f in petitions.findings if f.id == "decision-disputed:steven-avery"]
        assert finding.sides[0].statements == ("avery-convicted-of-murder", "avery-sentenced")
        assert "police-accused-of-wanting-to-frame-avery" in finding.sides[1].statements
        assert "justice-system-accused-of-failing-avery" in finding.sides[1].statements

    def test_the_confession_is_doubted_by_those_who_are_told_to_doubt_it(self, petitions: Findings) -> None:
        [finding] = [f for f in petitions.findings if f.id == "evidence-disputed:dassey-confession"]
        assert {"confession-said-to-be-coerced.1", "confession-said-to-be-coerced.2"} <= set(finding.sides[1].claims)

    def test_how_much_evidence_was_shown(self, petitions: Findings) -> None:
        [finding] = [f for f in petitions.findings if f.rule == "left-out-and-shown"]
        assert {"filmmakers-accused-of-leaving-out-evidence", "share-of-evidence-left-out"} <= {
            *finding.sides[0].statements
        }
        assert "series-contains-strongest-evidence" in finding.sides[1].statements
