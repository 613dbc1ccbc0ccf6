import io
import lzma
import os
import tarfile
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.errors import InvalidRecord
from answers.library import files
from answers.library.base import MAX_RECORD_BYTES, Skipped
from answers.library.files import SourceFile, SourceFiles

XML = (".xml",)


def member(name: str, content: bytes = b"x", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def archive(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    mode = {"gz": "w:gz", "xz": "w:xz", "bz2": "w:bz2", "tgz": "w:gz"}.get(path.suffix[1:], "w:")
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for info, content in members:
            tar.addfile(info, io.BytesIO(content) if info.isreg() else None)
    return path


def names(path: Path) -> list[str]:
    return [item.name for item in SourceFiles(path, XML) if isinstance(item, SourceFile)]


def skips(path: Path) -> list[tuple[str, str]]:
    items = SourceFiles(path, XML)
    return [(item.reason, item.where) for item in items if isinstance(item, Skipped)]


def in_memory(content: bytes) -> SourceFile:
    return SourceFile("a", "b", lambda: io.BytesIO(content))


def test_a_folder_is_read_recursively_and_sorted(tmp_path: Path) -> None:
    for name in ("b/2.xml", "b/1.xml", "a.xml", "b/c/3.XML"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    found = [item for item in SourceFiles(tmp_path, XML) if isinstance(item, SourceFile)]
    assert [item.name for item in found] == ["a.xml", "b/1.xml", "b/2.xml", "b/c/3.XML"]
    assert [item.folder for item in found] == [tmp_path.name, "b", "b", "c"]
    assert [item.read().decode() for item in found] == ["a.xml", "b/1.xml", "b/2.xml", "b/c/3.XML"]
    assert found[1].stem == "1"


def test_other_kinds_and_what_macos_adds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "__MACOSX").mkdir()
    for name in ("a.xml", "._a.xml", "__MACOSX/a.xml", "readme.txt", ".DS_Store"):
        (tmp_path / name).write_text("x")
    packed = archive(
        tmp_path / "a.tar", member("a.xml"), member("._a.xml"), member("__MACOSX/b.xml"), member("t.txt")
    )
    assert (names(tmp_path), skips(tmp_path)) == (["a.xml"], [])
    assert (names(packed), skips(packed)) == (["a.xml"], [])


def test_a_single_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "page").write_text("x")
    (file,) = SourceFiles(tmp_path / "page", XML)
    assert isinstance(file, SourceFile)
    assert (file.name, file.folder, file.read()) == ("page", tmp_path.name, b"x")


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2"])
def test_an_archive_is_read_in_stored_order_without_unpacking(tmp_path: Path, suffix: str) -> None:
    path = archive(
        tmp_path / f"1_Pages{suffix}",
        member("./b/2.xml", b"two"),
        member("b", type=tarfile.DIRTYPE, content=b""),
        member("1.xml", b"one"),
    )
    found = [
        (item.name, item.folder, item.read())
        for item in SourceFiles(path, XML)
        if isinstance(item, SourceFile)
    ]
    assert found == [("b/2.xml", "b", b"two"), ("1.xml", "1_Pages", b"one")]
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208 - all names, whatever they are


@pytest.mark.parametrize(
    "forged",
    [
        member("/etc/passwd.xml"),
        member("a/../../b.xml"),
        member("link.xml", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("hard.xml", b"", type=tarfile.LNKTYPE, linkname="good.xml"),
        member("device.xml", b"", type=tarfile.CHRTYPE),
        member("pipe.xml", b"", type=tarfile.FIFOTYPE),
        member("holes.xml", b"", type=tarfile.GNUTYPE_SPARSE),
    ],
    ids=lambda forged: forged[0].name,
)
def test_tricks_with_paths_in_an_archive_are_skipped_and_the_rest_is_read(
    tmp_path: Path, forged: tuple[tarfile.TarInfo, bytes]
) -> None:
    path = archive(tmp_path / "a.tar", member("good.xml"), forged, member("last.xml"))
    assert names(path) == ["good.xml", "last.xml"]
    assert skips(path) == [("unsafe path", forged[0].name)]


def test_links_of_a_folder_are_read_only_where_they_stay_inside(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "secret.xml"
    folder.mkdir()
    outside.write_text("secret")
    (folder / "a.xml").write_text("a")
    (folder / "inside.xml").symlink_to("a.xml")
    (folder / "out.xml").symlink_to(outside)
    (folder / "loop.xml").symlink_to("loop.xml")
    (folder / "up").symlink_to(tmp_path)
    assert names(folder) == ["a.xml", "inside.xml"]
    assert skips(folder) == [("unsafe path", name) for name in ("loop.xml", "out.xml", "up")]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    assert skips(tmp_path) == [("unsafe path", "pipe.xml")]


def test_a_link_to_nothing_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.xml").symlink_to(tmp_path / "nothing.xml")
    (file,) = SourceFiles(tmp_path, XML)
    assert isinstance(file, SourceFile)
    with pytest.raises(InvalidRecord, match="unreadable file"):
        file.read()


def test_a_name_that_is_no_text_does_not_stop_the_import(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\x1b.xml")).write_text("x")
    (file,) = SourceFiles(tmp_path, XML)
    assert isinstance(file, SourceFile)
    assert (file.name, file.read()) == ("a��.xml", b"x")


def test_a_path_that_is_not_there_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match=r"no such path: .*give a file, a folder, or a tar"):
        SourceFiles(tmp_path / "nothing", XML)
    with pytest.raises(InvalidRecord, match="no such path"):
        SourceFiles(Path("a\0b"), XML)


@pytest.mark.parametrize("name", ["a.zip", "a.jsonl.gz", "a.7z"])
def test_a_kind_that_is_not_read_says_what_to_give(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(InvalidRecord, match=r"unsupported path: .*give a file, a folder, or a tar"):
        SourceFiles(tmp_path / name, XML)


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidRecord, match="unsupported path"):
        SourceFiles(tmp_path / "pipe", XML)


def test_a_source_without_a_single_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match=r"nothing to import: .*\.xml"):
        list(SourceFiles(tmp_path, XML))


def test_what_only_calls_itself_an_archive_says_so(tmp_path: Path) -> None:
    for name in ("a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2"):
        (tmp_path / name).write_bytes(b"no archive at all" * 100)
        with pytest.raises(InvalidRecord, match="not a tar archive"):
            list(SourceFiles(tmp_path / name, XML))


def test_what_comes_before_the_damage_of_an_archive_is_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar.xz", *(member(f"{n}.xml", os.urandom(9_000)) for n in range(9)))
    path.write_bytes(path.read_bytes()[:60_000])
    assert names(path)[:3] == ["0.xml", "1.xml", "2.xml"]
    assert skips(path) == [("damaged archive", "a.tar.xz")]


def test_a_broken_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar", *(member(f"{n}.xml") for n in range(3)))
    content = bytearray(path.read_bytes())
    content[1024:1124] = b"?" * 100
    path.write_bytes(content)
    assert names(path) == ["0.xml"]
    assert skips(path) == [("damaged archive", "a.tar")]


def test_a_header_that_asks_for_gigabytes_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar", member("a.xml"))
    forged, _ = member("b.xml", b"", type=tarfile.XHDTYPE)
    forged.size = 2**40
    path.write_bytes(path.read_bytes()[:1024] + forged.tobuf(tarfile.GNU_FORMAT))
    assert names(path) == ["a.xml"]
    assert skips(path) == [("damaged archive", "a.tar")]


def test_an_entry_of_negative_size_does_not_keep_the_reader_in_a_circle(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar", member("a.xml"))
    forged, _ = member("b.xml", b"")
    forged.size = -1024
    path.write_bytes(path.read_bytes()[:1024] + forged.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)
    assert names(path) == ["a.xml"]
    assert skips(path) == [("damaged archive", "a.tar")]


def test_an_archive_that_unpacks_to_too_much_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ARCHIVE_BYTES", 100_000)
    path = archive(tmp_path / "a.tar.xz", *(member(f"{n}.xml", b"\0" * 60_000) for n in range(9)))
    assert names(path) == ["0.xml", "1.xml"]
    assert skips(path) == [("archive too large", "a.tar.xz")]


def test_an_archive_of_too_many_entries_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 3)
    path = archive(tmp_path / "a.tar", *(member(f"{n}.xml") for n in range(9)))
    assert names(path) == ["0.xml", "1.xml", "2.xml"]
    assert skips(path) == [("too many files", "a.tar")]


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 1)
    (tmp_path / "a.xml").touch()
    (tmp_path / "b.xml").touch()
    with pytest.raises(InvalidRecord, match="too many files"):
        names(tmp_path)


def test_a_file_over_the_limit_is_too_large() -> None:
    assert len(in_memory(b"x" * MAX_RECORD_BYTES).read()) == MAX_RECORD_BYTES
    with pytest.raises(InvalidRecord, match="too large"):
        in_memory(b"x" * (MAX_RECORD_BYTES + 1)).read()


def test_lines_come_one_by_one_and_one_over_the_limit_as_none() -> None:
    long = b"x" * (3 * MAX_RECORD_BYTES)
    lines = list(in_memory(b"a\n" + long + b"\n\nb\n" + long).lines())
    assert lines == [b"a\n", None, b"\n", b"b\n", None]


def test_a_line_of_fifty_megabytes_is_passed_over_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.writelines(b"x" * 1024**2 for _ in range(50))
        stream.write(b"\nlast")
    (file,) = SourceFiles(path, (".jsonl",))
    assert isinstance(file, SourceFile)
    tracemalloc.start()
    lines = list(file.lines())
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == [None, b"last"]
    assert peak_bytes < 4 * MAX_RECORD_BYTES


def _read(file: SourceFile) -> object:
    return file.read()


def _read_lines(file: SourceFile) -> object:
    return list(file.lines())


@pytest.mark.parametrize("how", [_read, _read_lines])
@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied"),
        EOFError("ended early"),
        lzma.LZMAError("corrupt"),
        zlib.error("corrupt"),
        tarfile.TarError("corrupt"),
        *(kind("corrupt") for kind in tarfile.TarError.__subclasses__()),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_stream_raises_makes_the_file_unreadable(
    error: Exception, how: Callable[[SourceFile], object]
) -> None:
    def fails() -> io.BytesIO:
        raise error

    with pytest.raises(InvalidRecord, match="unreadable file") as caught:
        how(SourceFile("a", "b", fails))
    assert caught.value.__cause__ is error


def _read_all(path: Path) -> Iterator[object]:
    try:
        for item in SourceFiles(path, XML):
            yield item.read() if isinstance(item, SourceFile) else item
    except InvalidRecord as error:
        yield error


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=3_000), suffix=st.sampled_from([".tar", ".tar.gz", ".tar.xz"]))
def test_no_bytes_that_call_themselves_an_archive_raise_anything_else(
    tmp_path: Path, content: bytes, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert list(_read_all(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), min_size=1, max_size=9))
def test_no_damage_to_an_archive_raises_anything_else(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    long_name = member("long" * 50 + ".xml", b"b", pax_headers={"comment": "é" * 9})
    path = archive(tmp_path / "a.tar", member("a.xml"), long_name, member("c.xml"))
    content = bytearray(path.read_bytes())
    for place, value in changes:
        content[place] = value
    path.write_bytes(content)
    assert list(_read_all(path))
