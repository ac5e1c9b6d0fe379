"""How much of the tests at random is run: a tenth, the same one every time, or by ``make fuzz`` the whole.

``CASEGRAPH_TEST_SHARE`` is the share, 0.1 where nothing is said, and ``CASEGRAPH_TEST_SEED`` another seed than 0: other
statements, graphs and moments.
"""

import math
import os

SHARE = float(os.environ.get("CASEGRAPH_TEST_SHARE", "0.1"))
SEED = int(os.environ.get("CASEGRAPH_TEST_SEED", "0"))


def share(whole: int) -> int:
    """Return how many of so many are tried."""
    return math.ceil(whole * SHARE)
