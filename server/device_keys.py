"""Keys of phones: a rescue file proves by its signature which signed-in person's phone made it.

ECDSA over P-256 with SHA-256, as browsers sign: r and s side by side, 32 bytes each (W3C Web Cryptography API 23.4).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server.store.tables import DeviceKey

_CURVE: Final = ec.SECP256R1()
_HALF: Final = 32


def register(session: Session, person: UUID, device: UUID, public_key: bytes, at: datetime) -> None:
    """Keep the key of a phone; the first key of a phone stays, another one for it is refused.

    Raises: Refusal `bad-act` for bytes that are no point of the curve, `key-reuse` for a second key.
    """
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public_key)
    except ValueError as problem:
        raise Refusal("bad-act", at="key") from problem
    row = {"person_id": person, "device_id": device, "public_key": public_key, "registered_at": at}
    session.execute(insert(DeviceKey).values(row).on_conflict_do_nothing())
    if session.get_one(DeviceKey, (person, device)).public_key != public_key:
        raise Refusal("key-reuse")


def signed(session: Session, person: UUID, device: UUID, content: bytes, signature: bytes) -> bool:
    """Tell whether the phone of this person signed these bytes."""
    known = session.get(DeviceKey, (person, device))
    if known is None or len(signature) != 2 * _HALF:
        return False
    halves = (int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, known.public_key)
    try:
        key.verify(encode_dss_signature(*halves), content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
