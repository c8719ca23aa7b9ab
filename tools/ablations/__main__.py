"""Ablations with seeds: ``python -m tools.ablations --study softmax mlp --seeds 0 1 2``.

For each study two detectors are trained from nothing, which differ in one thing, once for each
seed, and evaluated once on the held-out scenes. ``data/results/ablations.csv`` gets a line for each
run as it ends. Stopped at any moment and started again, it goes on where it was. With
``--processes`` several runs go on side by side, on one GPU or on several cores.
"""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tools.ablations.arms import STUDIES
from tools.ablations.results import add, done
from tools.ablations.runs import run

SEEDS = (0, 1, 2)
RESULT = Path("data/results/ablations.csv")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--study", nargs="+", choices=STUDIES, default=list(STUDIES))
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--folder", type=Path, default=Path("build/ablations"))
    parser.add_argument("--result", type=Path, default=RESULT)
    parser.add_argument("--device", default="cpu", help="such as cuda")
    parser.add_argument("--processes", type=int, default=1, help="runs side by side")
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    parser.add_argument("--workers", type=int, default=0, help="processes a run that draw scenes")
    parser.add_argument("--steps", type=int, help="in place of what each arm has")
    parser.add_argument("--evaluate-on", type=int, default=200)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what the file of results does not have yet; 0 if nothing failed."""
    chosen = parse(arguments)
    arms = list(dict.fromkeys(arm for study in chosen.study for arm in reversed(STUDIES[study])))
    have = {(line["arm"], line["seed"]) for line in done(chosen.result)}
    wanted = [(arm, seed) for seed in chosen.seeds for arm in arms if (arm, str(seed)) not in have]
    failed = 0
    context = get_context("spawn")  # a process that was forked may not use a GPU
    with ProcessPoolExecutor(chosen.processes, mp_context=context) as pool:
        runs = {pool.submit(run, arm, seed, chosen): (arm, seed) for arm, seed in wanted}
        for each in as_completed(runs):
            try:
                add(chosen.result, each.result())
                print("done:", *runs[each], done(chosen.result)[-1], flush=True)
            except Exception as error:  # the others go on
                failed += 1
                print("failed:", *runs[each], f"{type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
