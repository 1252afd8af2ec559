"""Metadata is taken out of photographs before they are stored; which side is up is kept."""

import struct
import zlib
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.intake.photo_metadata import orientation_of, without_metadata
from communities.intake.signup_cards import upload_photos
from communities.models import NameList, SignupCard
from letters.models import Community, Series
from tests.communities.name_lists import make_list

SECRETS = (b"GPS-31.7781,35.2354", b"iPhone of Chana", b"2026:11:30")
SECRET = b" ".join(SECRETS)


def tiff(orientation: int | None, order: str = ">") -> bytes:
    """An EXIF block with a camera's name, perhaps an orientation, and what identifies a place."""
    tags = [(0x010F, 2, 4, 0x41424344)]
    if orientation:
        value = orientation << 16 if order == ">" else orientation
        tags.append((0x0112, 3, 1, value))
    entries = b"".join(struct.pack(f"{order}HHII", *tag) for tag in tags)
    head = (b"MM" if order == ">" else b"II") + struct.pack(f"{order}HI", 42, 8)
    return head + struct.pack(f"{order}H", len(tags)) + entries + b"\0\0\0\0" + SECRET


def jpeg(exif: bytes) -> bytes:
    """A JPEG with everything that phones add; its parts follow the standard."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0" + bytes(9)),
            segment(0xE1, b"Exif\0\0" + exif) if exif else b"",
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
            segment(0xE2, b"ICC_PROFILE\0 colours"),
            segment(0xE2, b"MPF\0" + SECRET),
            segment(0xED, b"Photoshop 3.0\0" + SECRET),
            segment(0xFE, SECRET),
            segment(0xDB, b"tables"),
            segment(0xC2, b"frame"),
            segment(0xDA, b"scan") + b"\x12\xff\x00\x34\xff\xd0\x56",
            segment(0xC4, b"more tables"),
            segment(0xDA, b"scan") + b"\x78\xff\x00",
            b"\xff\xd9",
            b"a film and a second picture " + SECRET + b"\xff\xd9",
        ]
    )


def png(exif: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    parts = [
        chunk(b"IHDR", bytes(13)),
        chunk(b"iCCP", b"colours"),
        chunk(b"eXIf", exif) if exif else b"",
        chunk(b"tEXt", SECRET),
        chunk(b"iTXt", b"XML:com.adobe.xmp" + SECRET),
        chunk(b"tIME", b"2026:11"),
        chunk(b"IDAT", b"picture"),
        chunk(b"IEND", b""),
        SECRET,
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def webp(exif: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    body = (
        chunk(b"VP8X", bytes([0x0C]) + bytes(9))
        + chunk(b"VP8 ", b"picture")
        + (chunk(b"EXIF", exif) if exif else b"")
        + chunk(b"XMP ", SECRET)
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + SECRET


KINDS: dict[str, Callable[[bytes], bytes]] = {"jpeg": jpeg, "png": png, "webp": webp}


def upright(cleaned: bytes) -> int:
    """The orientation that a reader finds, 1 without one."""
    at = cleaned.find(b"MM\x00\x2a")
    return (orientation_of(b"Exif\0\0" + cleaned[at:]) or 1) if at >= 0 else 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("orientation", [None, 1, 3, 6, 8])
def test_metadata_is_removed_and_orientation_kept(
    kind: str, order: str, orientation: int | None
) -> None:
    cleaned = without_metadata(KINDS[kind](tiff(orientation, order)))
    assert cleaned is not None
    assert not any(secret in cleaned for secret in (*SECRETS, b"ABCD", b"adobe"))
    assert upright(cleaned) == (orientation or 1)
    assert without_metadata(cleaned) == cleaned


@pytest.mark.parametrize("kind", KINDS)
def test_picture_and_colours_stay(kind: str) -> None:
    cleaned = without_metadata(KINDS[kind](tiff(6)))
    parts = {
        "jpeg": [b"JFIF", b"ICC_PROFILE\0 colours", b"tables", b"\x12\xff\x00\x34\xff\xd0\x56"],
        "png": [b"IHDR", b"colours", b"picture", b"IEND"],
        "webp": [b"VP8X", b"picture"],
    }
    assert cleaned is not None
    assert all(part in cleaned for part in parts[kind])


def test_jpeg_ends_with_its_end_mark() -> None:
    cleaned = without_metadata(jpeg(tiff(1)))
    assert cleaned is not None
    assert cleaned.endswith(b"\x78\xff\x00\xff\xd9")
    assert cleaned.count(b"\xff\xda") == 2


@pytest.mark.parametrize("kind", KINDS)
def test_truncated_picture_with_metadata_is_refused(kind: str) -> None:
    whole = KINDS[kind](tiff(6))
    cut = whole[: whole.rindex(b"picture" if kind != "jpeg" else b"frame")]
    cleaned = without_metadata(cut)
    assert cleaned is None or SECRETS[0] not in cleaned


def test_uploaded_photograph_is_stored_without_metadata(
    community: Community, series: Series, shliach: User
) -> None:
    name_list = make_list(community, series, shliach, names=0)
    NameList.objects.filter(pk=name_list.pk).update(source=NameList.Source.SIGNUP_CARDS)
    content = jpeg(tiff(6))
    for new in (1, 0):
        result = upload_photos(name_list, [SimpleUploadedFile("card.jpg", content)])
        assert (result.new, result.known, result.rejected) == (new, 1 - new, [])
    card = SignupCard.objects.get()
    with card.image.open() as stored:
        kept = stored.read()
    card.image.delete(save=False)
    assert not any(secret in kept for secret in SECRETS)
    assert upright(kept) == 6
