from formula import audit

GOLDEN = {
    "narrow": audit(lambda x: x.narrow(1, 1, 2), [[2, 4, 3]]),
    "nothing": audit(lambda x: x.narrow(0, 2, 0), [[2, 3]]),
    "select": audit(lambda x: x.select(-1, 2), [[2, 3, 4]]),
    "step": audit(lambda x: x[:, 1:6:2], [[2, 7, 3]], [[2, 6]]),
    "split_sizes": audit(lambda x: x.split([1, 0, 3], 1)[2], [[2, 4]]),
    "chunk": audit(lambda x: x.chunk(3, 1)[1], [[2, 5]]),
    "part": audit(lambda x: x.chunk(3, 1)[1], [[2, 6]]),
}
