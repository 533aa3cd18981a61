from torch.nn.functional import mse_loss

from formula import audit

GOLDEN = {"mse": audit(mse_loss, [[2, 3], [2, 3]], [[], []])}
