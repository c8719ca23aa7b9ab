"""PNG files without the texts in them, of which one that is long keeps Pillow from the pixels.

Programs that make pictures write whole scenes and prompts into a PNG. Pillow refuses a text that
unpacks to more than a megabyte, lest it fill the memory, and with it the picture.
"""

import struct
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"iCCP")  # and the colour profile, which is packed as well
# Not packed; some programs say there, and nowhere else, how the picture is to be turned.
XMP = b"XML:com.adobe.xmp\0\0"


def without_texts(data: bytes) -> bytes:
    """A PNG file without its texts, but for XMP; any other file, and a damaged end, as it is.

    Args:
        data: all that is in the file.

    Source:
        The PNG specification, section 5: length, type, data and checksum of each chunk.

    Example:
        >>> chunk = b"\\0\\0\\0\\3" + b"tEXt" + b"a\\0b" + b"\\0\\0\\0\\0"
        >>> without_texts(SIGNATURE + chunk + b"...") == SIGNATURE + b"..."
        True
    """
    if not data.startswith(SIGNATURE):
        return data
    return SIGNATURE + b"".join(chunk for chunk in _chunks(data) if not _is_text(chunk))


def _chunks(data: bytes) -> Iterator[bytes]:
    """One after another, and what is left where a length makes no sense."""
    start = len(SIGNATURE)
    while start + 12 <= len(data):
        end = start + 12 + struct.unpack_from(">I", data, start)[0]
        if end > len(data):
            break
        yield data[start:end]
        start = end
    yield data[start:]


def _is_text(chunk: bytes) -> bool:
    """Whether it is a text that is not needed."""
    return chunk[4:8] in TEXTS and not chunk[8:].startswith(XMP)
