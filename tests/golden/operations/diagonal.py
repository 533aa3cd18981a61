from formula import audit

GOLDEN = {
    "matrix": audit(lambda x: x.diagonal(), [[3, 3]]),
    "last": audit(lambda x: x.diagonal(dim1=-2, dim2=-1), [[2, 3, 3]], [[1, 2, 4, 4]]),
    "apart": audit(lambda x: x.diagonal(dim1=2, dim2=0), [[3, 2, 3]]),
}
