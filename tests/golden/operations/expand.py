from formula import audit

GOLDEN = {
    "expand": audit(lambda x: x.expand(2, 3, 4), [[3, 1]], [[2, 1, 4]], [[]]),
    "to_nothing": audit(lambda x: x.expand(0, 3), [[1, 3]]),
}
