from formula import audit


def repeat(x):
    return x.repeat(*[3 if axis == 1 else 1 for axis in range(x.dim())])


GOLDEN = {
    "flip": audit(lambda x: x.flip(0, -1), [[2, 3, 4]], [[3, 1]]),
    "roll": audit(lambda x: x.roll(-5, -1), [[2, 3]], [[2, 1, 2, 4]]),
    "repeat": audit(repeat, [[2, 2]], [[2, 1, 3]]),
    "repeat_interleave": audit(lambda x: x.repeat_interleave(2, 0), [[2, 3]]),
}
