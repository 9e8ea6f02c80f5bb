"""A crowd of points becomes the tile that another reader of the format decodes to the very same points."""

from typing import Any
from uuid import UUID

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import crowds, point_tile
from gis.point_tile import EXTENT, MOST_VALUES, SPOT_BITS, Group

KEYS = ("grade", "n", "overdue")
PLACES = st.tuples(st.integers(0, EXTENT), st.integers(0, EXTENT))
VALUES = st.tuples(
    st.none() | st.text(max_size=200), st.none() | st.integers(0, 1 << 31), st.none() | st.booleans()
)  # fmt: skip


def spots(places: list[tuple[int, int]]) -> bytes:
    return np.array([x << SPOT_BITS | y for x, y in places], ">i4").tobytes()


def read(content: bytes) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    """Decode with a reader of its own, which turns y upwards."""
    if not content:
        return []
    ((name, layer),) = mapbox_vector_tile.decode(content).items()
    assert (name, layer["extent"], layer["version"]) == ("crowd", EXTENT, 2)
    return [
        ((x, EXTENT - y), feature["properties"])
        for feature in layer["features"]
        for x, y in [feature["geometry"]["coordinates"]]
    ]


@given(
    st.lists(
        st.tuples(VALUES, st.lists(st.tuples(PLACES, st.uuids()), min_size=1, max_size=90), st.booleans()), max_size=9
    )
)
def test_every_point_is_read_back_with_what_it_says(
    asked: list[tuple[tuple[Any, ...], list[tuple[tuple[int, int], UUID]], bool]],
) -> None:
    groups = [
        Group(
            values=values,
            ids=b"".join(own.bytes for _, own in points) if named else None,
            spots=spots([place for place, _ in points]),
        )
        for values, points, named in asked
    ]
    wanted = [
        (place, {key: said for key, said in zip(KEYS, values, strict=True) if said is not None}
         | ({"id": str(own)} if named else {}))
        for values, points, named in asked for place, own in points
    ]  # fmt: skip
    assert read(point_tile.write("crowd", KEYS, groups)) == wanted


def test_as_many_values_as_two_bytes_can_tell_apart_and_no_more() -> None:
    def tile(n: int) -> bytes:
        ids = np.arange(n, dtype=">u8").repeat(2).tobytes()
        return point_tile.write("crowd", KEYS, [Group(values=("A", None, None), ids=ids, spots=spots([(7, 9)] * n))])

    found = read(tile(MOST_VALUES - 1))
    assert len({said["id"] for _, said in found}) == MOST_VALUES - 1
    assert {(place, said["grade"]) for place, said in found} == {((7, 9), "A")}
    with pytest.raises(ValueError, match="more values"):
        tile(MOST_VALUES)


def test_places_known_only_by_their_village_are_counted_and_say_no_id() -> None:
    known = ("A\x1fred\x1factive\x1f\x1fsite", UUID(int=1).bytes, spots([(1, 2)]))
    vague = ("village", bytes(16 * 6), spots([(5, 5), (9, 9), (5, 5), (3, 3), (5, 5), (9, 9)]))
    vaguer = ("town", bytes(16 * 3), spots([(8, 8), (9, 9), (8, 8)]))
    rows = [vaguer, known, vague]
    assert crowds.size(rows) == 10
    found = read(point_tile.write("crowd", crowds.KEYS["enterprise"], crowds.groups("enterprise", rows)))
    said = dict(found)
    assert len(found) == len(said) == 5
    assert said[1, 2] == {
        "grade": "A", "risk_colour": "red", "status": "active", "quality": "site", "id": str(UUID(int=1))
    }  # fmt: skip
    assert {place: said[place] for place in ((3, 3), (5, 5), (8, 8), (9, 9))} == {
        (3, 3): {"n": 1, "quality": "village"}, (5, 5): {"n": 3, "quality": "village"},
        (8, 8): {"n": 2, "quality": "town"}, (9, 9): {"n": 3, "quality": "town"},
    }  # fmt: skip


def test_what_a_hazard_does_not_say_is_left_out_and_late_is_a_truth() -> None:
    rows = [
        ("open\x1fmajor\x1fS05\x1f\x1flate", bytes(16), spots([(0, 0)])),
        ("closed\x1fgeneral\x1fS05\x1ffull\x1f", bytes(16), spots([(1, 1)])),
    ]
    groups = crowds.groups("hazard", rows)
    assert [group.values for group in groups] == [
        ("open", "major", "S05", None, True),
        ("closed", "general", "S05", "full", False),
    ]
