"""Tell that a picture was changed by a network: always in the file, and visibly for whoever wants it."""

import cv2
import numpy as np

# IPTC's vocabulary of digital source types: a photo of the world with parts that a trained network made.
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    f'xmp:CreatorTool="EvaRanks" Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}">'
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">AI-edited: make-up added by a neural network</rdf:li></rdf:Alt></dc:description>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="r"?>'
)
WORDS = "AI-edited"
SHARE = 0.028  # the letters' height, in shorter sides of the picture


def mark_file(jpeg: bytes) -> bytes:
    """The same JPEG with an XMP packet (ISO 16684-1) whose IPTC digital source type tells of the edit; pixels untouched.

    Raises:
        ValueError: the bytes are no JPEG.
    """
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("only a JPEG can be marked, not what begins with " + repr(jpeg[:4]))
    body = b"http://ns.adobe.com/xap/1.0/\0" + XMP.encode()
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    at = 2
    if jpeg[2:4] == b"\xff\xe0":  # JFIF wants to be the first
        at += 2 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:at] + segment + jpeg[at:]


def draw_mark(image: np.ndarray) -> np.ndarray:
    """A copy of uint8 (height, width, 3) RGB with small words in the lower right corner."""
    height, width = image.shape[:2]
    letters = max(9.0, SHARE * min(height, width))
    face, thick = cv2.FONT_HERSHEY_DUPLEX, max(1, round(letters / 16))
    scale = cv2.getFontScaleFromHeight(face, round(letters * 0.72), thick)
    (across, up), _ = cv2.getTextSize(WORDS, face, scale, thick)
    pad = round(letters * 0.55)
    right, bottom = width - pad, height - pad
    left, top = max(0, right - across - 2 * pad), max(0, bottom - up - 2 * pad)
    marked = image.copy()
    plate = marked[top:bottom, left:right]
    plate[:] = (plate * 0.45 + 8).astype(np.uint8)
    cv2.putText(marked, WORDS, (left + pad, bottom - pad), face, scale, (250, 246, 240), thick, cv2.LINE_AA)
    return marked
