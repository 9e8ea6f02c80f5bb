"""Turn a HEIC picture into a JPEG, as a script on its own: `heic.py MAX_PIXELS SIDE <in >out`.

libheif and libde265 crash on some crafted files; here that ends this process and nothing else.
Answers eight bytes (width and height of the original, big-endian), then the JPEG without any metadata.
It imports nothing of ours, so that it starts in a fifth of a second.
"""

import io
import resource
import struct
import sys

import pi_heif

_MEMORY_BYTES = 2_000_000_000
_CPU_S = 20
_QUALITY = 82
_TOO_LARGE = 3


def develop(content: bytes, max_pixels: int, side: int) -> bytes:
    """Decode, turn upright, shrink, and write without metadata."""
    heif = pi_heif.open_heif(content, convert_hdr_to_8bit=True)
    width, height = heif.size
    if width * height > max_pixels:
        sys.exit(_TOO_LARGE)
    image = heif.to_pillow().convert("RGB")
    image.info.clear()
    image.thumbnail((side, side))
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return struct.pack(">II", width, height) + jpeg.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    sys.stdout.buffer.write(develop(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))
