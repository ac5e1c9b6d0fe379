import signal
import threading
import time
from contextlib import suppress

import networkx as nx
import pytest

from graph.elements import Node, Relationship, Subgraph
from graph.errors import StoppedError
from graph.picture.scene import build
from graph.stopping import check_stop, stoppable, stoppable_by_ctrl_c


def graph(count: int) -> Subgraph:
    nodes = [Node(f"c/{n}", str(n), ("Entity",), {"name": str(n)}) for n in range(count)]
    ties = nx.barabasi_albert_graph(count, 2, seed=1).edges
    return Subgraph.of([*nodes, *(Relationship(f"c/r{a}-{b}", "r", "X", nodes[a], nodes[b], {}) for a, b in ties)])


def test_nothing_stops_what_nobody_gave_up_on():
    check_stop()
    with stoppable(threading.Event()):
        check_stop()


@pytest.mark.parametrize("layout", ["organic", "layered"])
def test_a_layout_ends_soon_after_it_was_stopped(layout):
    large, event, ended = graph(4_000), threading.Event(), []

    def work():
        with stoppable(event), pytest.raises(StoppedError):
            build(large, layout=layout)
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.2)
    event.set()
    thread.join(60)
    assert ended == [True]


def test_one_thread_s_stop_is_no_other_s():
    event = threading.Event()
    event.set()
    with stoppable(event), pytest.raises(StoppedError):
        check_stop()
    check_stop()


def test_ctrl_c_stops_the_work_where_what_it_raises_is_swallowed() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stoppable_by_ctrl_c():
        check_stop()
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(StoppedError):
            check_stop()
    check_stop()
    assert signal.getsignal(signal.SIGINT) is before
