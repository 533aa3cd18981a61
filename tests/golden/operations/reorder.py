from formula import audit


def repeat(x):
    return x.repeat(*[3 if axis == 1 else 1 for axis in range(x.dim())])


def repeat_axes(x):
    return x.repeat(3, *[1] * (x.dim() - 2), 2)


GOLDEN = {
    "flip": audit(lambda x: x.flip(0, -1), [[2, 3, 4]], [[3, 1]]),
    "roll": audit(lambda x: x.roll(-5, -1), [[2, 3]], [[2, 1, 2, 4]]),
    "repeat": audit(repeat, [[2, 2]], [[2, 1, 3]]),
    "roll_axes": audit(lambda x: x.roll((1, -2), (0, -1)), [[3, 2, 4]]),
    "repeat_axes": audit(repeat_axes, [[2, 3]], [[2, 1, 3]]),
    "repeat_interleave": audit(lambda x: x.repeat_interleave(2, 0), [[2, 3]]),
}
