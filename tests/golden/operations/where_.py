import torch

from formula import audit

GOLDEN = {
    "where_": audit(
        lambda condition, a, b: torch.where(condition > 0, a, b),
        [[2, 3], [2, 3], [2, 3]],
        [[3, 1], [2, 1, 4], []],
        [[2, 3, 4], [4], [3, 1]],
        [[], [], []],
    )
}
