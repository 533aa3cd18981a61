"""Writes `.npy` files next to this one, and their contents: the type, the sizes and the values in row-major order."""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
VALUES = [0.5, -1.25, 3.0, 0.0009765625, -0.0, 7.0, 65536.0, 2.0, -3.0, 4.0, 5.0, 6.0]


def file(name, dtype, sizes, order="C", version=(1, 0)):
    count = int(np.prod(sizes))
    values = np.resize(VALUES, count)
    array = np.asarray(values.astype(dtype).reshape(sizes), order=order)
    with open(FOLDER / f"{name}.npy", "wb") as out:
        np.lib.format.write_array(out, array, version=version)
    plain = order == "C" and version == (1, 0) and not dtype.startswith(">")
    return {
        "file": name,
        "type": {"f4": "f32", "f8": "f64", "i4": "i32", "i8": "i64", "b1": "bool"}[dtype[-2:]],
        "sizes": sizes,
        "values": array.flatten().astype(np.float64).tolist(),
        "ours": plain,
    }


def other(name, array):
    np.save(FOLDER / f"{name}.npy", array)
    return {"file": name, "type": str(array.dtype.descr if array.dtype.names else array.dtype.str)}


GOLDEN = {
    "read": [
        file("f4", "<f4", [2, 3]),
        file("f8", "<f8", [12]),
        file("i4", "<i4", [3, 1, 2]),
        file("i8", "<i8", [2, 2, 1, 3]),
        file("b1", "|b1", [5]),
        file("scalar", "<f8", []),
        file("empty", "<f4", [0, 3]),
        file("f4_big", ">f4", [4]),
        file("f8_big_fortran", ">f8", [2, 3], order="F"),
        file("i4_big", ">i4", [2, 2]),
        file("i8_big", ">i8", [3]),
        file("f4_fortran", "<f4", [2, 3, 2], order="F"),
        file("b1_fortran", "|b1", [3, 2], order="F"),
        file("version_2", "<f8", [2, 2], version=(2, 0)),
        file("version_3", "<i8", [2, 2], version=(3, 0)),
    ],
    "other_types": [
        other("u1", np.arange(3, dtype=np.uint8)),
        other("f2", np.arange(3, dtype=np.float16)),
        other("c16", np.arange(3, dtype=np.complex128)),
        other("text", np.array(["a", "bc"])),
        other("fields", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i8", (2,))])),
    ],
}
