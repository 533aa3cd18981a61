from formula import audit

GOLDEN = {
    "reshape": audit(lambda x: x.reshape(4, 6), [[2, 3, 4]]),
    "empty": audit(lambda x: x.reshape(0, 9), [[3, 0]]),
    "merge": audit(lambda x: x.flatten(1, 2), [[2, 3, 4]]),
    "unflatten": audit(lambda x: x.unflatten(1, (2, -1)), [[3, 4, 2]]),
    "unflatten_last": audit(lambda x: x.unflatten(1, (3, 2)), [[3, 6, 2]]),
}
