from formula import audit

GOLDEN = {
    "overlapping": audit(lambda x: x.unfold(-1, 3, 1), [[5]], [[2, 4]]),
    "stepping": audit(lambda x: x.unfold(1, 2, 3), [[2, 8, 3]]),
    "nothing": audit(lambda x: x.unfold(0, 0, 2), [[3, 2]]),
}
