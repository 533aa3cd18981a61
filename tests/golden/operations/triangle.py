from formula import audit

GOLDEN = {
    "tril": audit(lambda x: x.tril(), [[3, 4]], [[2, 1, 3, 2]]),
    "triu": audit(lambda x: x.triu(1), [[3, 4]], [[2, 4, 3]]),
    "below": audit(lambda x: x.triu(-1), [[4, 3]]),
}
