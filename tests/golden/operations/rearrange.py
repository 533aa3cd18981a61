from formula import audit

GOLDEN = {
    "heads": audit(lambda x: x.unflatten(2, (2, 2)).permute(0, 2, 1, 3), [[2, 3, 4]]),
    "joined": audit(lambda x: x.permute(0, 2, 1, 3).flatten(2), [[2, 2, 3, 2]]),
    "patches": audit(lambda x: x.unflatten(1, (2, 3)).permute(0, 1, 3, 2).flatten(2).flatten(0, 1), [[2, 6, 2]]),
    "ones": audit(lambda x: x.squeeze(0).permute(1, 0).unsqueeze(1).unsqueeze(3), [[1, 3, 2]]),
    "deep": audit(lambda x: x.unflatten(0, (2, 2, 3)).permute(2, 3, 1, 0).flatten(2), [[12, 2]]),
}
