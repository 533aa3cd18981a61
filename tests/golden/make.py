"""Runs every recipe in the folders beside this file and writes its golden values: `python make.py`.

A recipe `FOLDER/NAME.py` sets `GOLDEN`, an object from case name to values, which becomes `FOLDER/NAME.json`.
"""

import runpy
from pathlib import Path

import torch

from formula import write

torch.set_num_threads(1)  # The order of sums does not depend on the machine.
for recipe in sorted(Path(__file__).parent.glob("*/*.py")):
    write(recipe.with_suffix(".json"), runpy.run_path(str(recipe))["GOLDEN"])
