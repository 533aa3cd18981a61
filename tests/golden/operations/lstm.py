import torch
from torch.func import functional_call

from formula import UNIT, audit

NAMES = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]


def joined(x, *rest, biases, states, reverse):
    """All steps, the last hidden and the last cell state, one after the other along time."""
    count = 4 if biases else 2
    parameters = dict(zip(NAMES, rest[:count]))
    state = tuple(s.unsqueeze(0) for s in rest[count:]) if states else None
    hidden = rest[1].shape[1]
    layer = torch.nn.LSTM(x.shape[2], hidden, bias=biases, batch_first=True, dtype=x.dtype)
    turn = (lambda t: t.flip(1)) if reverse else (lambda t: t)
    y, (h, c) = functional_call(layer, parameters, (turn(x), state))
    return torch.cat([turn(y), h.transpose(0, 1), c.transpose(0, 1)], 1)


def sizes(batch, steps, inputs, hidden, biases, states):
    weights = [[4 * hidden, inputs], [4 * hidden, hidden]] + [[4 * hidden]] * (2 * biases)
    return [[batch, steps, inputs]] + weights + [[batch, hidden]] * (2 * states)


GOLDEN = {
    name: audit(
        lambda *inputs, options=options: joined(*inputs, **options),
        *[sizes(*shape, options["biases"], options["states"]) for shape in [(2, 5, 3, 2), (3, 4, 2, 3)]],
        domain=UNIT,
    )
    for name, options in {
        "plain": dict(biases=False, states=False, reverse=False),
        "whole": dict(biases=True, states=True, reverse=False),
        "reverse": dict(biases=True, states=True, reverse=True),
    }.items()
}
