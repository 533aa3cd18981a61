from functools import partial

from torch.nn.functional import scaled_dot_product_attention

from formula import audit


def packed(x, heads, causal):
    """Queries, keys and values side by side on the last axis, each with its heads side by side."""
    q, k, v = (part.unflatten(-1, (heads, -1)).transpose(-2, -3) for part in x.chunk(3, -1))
    return scaled_dot_product_attention(q, k, v, is_causal=causal).transpose(-2, -3).flatten(-2)


def side_by_side(q, k, v):
    q, k, v = (x.unflatten(-1, (2, -1)).transpose(-2, -3) for x in (q, k, v))
    return scaled_dot_product_attention(q, k, v).transpose(-2, -3).flatten(-2)


def apart(q, k, v, mask=None, visible=False, **options):
    return scaled_dot_product_attention(q, k, v, mask > 0 if visible else mask, **options)


THREE = [[2, 3, 4], [2, 5, 4], [2, 5, 6]]
FOUR = [[2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 2]]
FIVE = [[2, 3, 2, 3, 2], [2, 3, 2, 4, 2], [2, 3, 2, 4, 2]]

GOLDEN = {
    **{
        name: audit(partial(packed, heads=heads, causal=causal), [[2, 5, 12]], [[3, 6]])
        for name, heads, causal in [("one_head", 1, False), ("two_heads", 2, False), ("causal", 2, True)]
    },
    "apart": audit(apart, [[3, 4], [5, 4], [5, 2]], THREE, FOUR),
    "apart_causal": audit(
        partial(apart, is_causal=True, scale=0.3), [[2, 5, 4], [2, 3, 4], [2, 3, 6]], [[3, 4], [5, 4], [5, 2]]
    ),
    "side_by_side": audit(side_by_side, THREE),
    "added": audit(apart, [*THREE, [3, 5]], [*FOUR, [2, 1, 1, 5]], [*FIVE, [3, 1, 3, 4]]),
    "visible": audit(partial(apart, visible=True), [*THREE, [3, 5]], [*FOUR, [2, 1, 1, 5]]),
}
