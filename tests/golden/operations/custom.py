from formula import audit

GOLDEN = {
    "product": audit(lambda a, b: a * b, [[2, 3], [2, 3]], [[], []]),
    "hook": audit(lambda x: x.clone(), [[2, 3]]),
}
