from formula import audit

GOLDEN = {
    "squeeze": audit(lambda x: x.squeeze(1), [[2, 1, 4]]),
    "unsqueeze_1": audit(lambda x: x.unsqueeze(1), [[2, 3, 4]]),
    "squeeze_axes": audit(lambda x: x.squeeze((-1, 1)), [[2, 1, 4, 1]]),
    "unsqueeze_axes": audit(lambda x: x[None, :, None, :, None], [[2, 3]]),
    "unsqueeze_last": audit(lambda x: x.unsqueeze(-1), [[2, 3]]),
}
