from formula import audit

GOLDEN = {
    "permute": audit(lambda x: x.permute(2, 0, -2), [[2, 3, 4]]),
    "transpose": audit(lambda x: x.transpose(0, -1), [[2, 3, 4]]),
}
