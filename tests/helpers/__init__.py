"""What tests of several rooms share."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
HARBOUR_FIRE = ROOT / "seeds/harbour-fire/case.yaml"
PETITIONS = ROOT / "seeds/making-a-murderer/case.yaml"
