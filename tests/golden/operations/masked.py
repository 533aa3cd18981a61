from formula import audit

GOLDEN = {
    "select": audit(
        lambda x, y: x.masked_select(y > 0), [[2, 3, 4], [2, 3, 4]], [[2, 3, 4], [3, 1]], [[], []]
    ),
    "fill": audit(lambda x, y: x.masked_fill(y > 0, 1.0), [[2, 3, 4], [2, 3, 4]], [[2, 3, 4], [3, 1]]),
}
