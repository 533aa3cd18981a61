import torch

from formula import audit

GOLDEN = {
    "matmul": audit(
        torch.matmul,
        [[2, 3], [3, 4]],
        [[2, 2, 3], [3, 4]],
        [[2, 3], [2, 3, 2]],
        [[2, 1, 2, 3], [2, 3, 2]],
        [[3], [3]],
        [[3], [3, 2]],
        [[2, 2, 3], [3]],
        [[3], [2, 3, 2]],
    )
}
