import cProfile
import pstats

from tests.admission.test_random_walks import *


def test_prof(world):
    pr = cProfile.Profile()
    pr.enable()
    try:
        d = walk(world, number=5, walks=3, phases=(Phase.generate,))
    finally:
        pr.disable()
    print("EXEC", d.executed, d.accepted, len(d.reached), sorted(d.reached))
    pstats.Stats(pr).sort_stats("cumtime").print_stats("wt-matrix", 55)
