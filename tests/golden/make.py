"""Runs recipes in the folders next to this file and writes their golden values: `python make.py`, or `python make.py unary` for one.

A recipe `FOLDER/NAME.py` sets `GOLDEN`, an object from case name to values, which becomes `FOLDER/NAME.json`.
"""

import runpy
import sys
from pathlib import Path

import torch

from formula import write

torch.set_num_threads(1)  # The order of sums does not depend on the machine.
for recipe in sorted(Path(__file__).parent.glob("*/*.py")):
    if sys.argv[1:] and recipe.stem not in sys.argv[1:]:
        continue
    write(recipe.with_suffix(".json"), runpy.run_path(str(recipe))["GOLDEN"])
