"""Reading and writing files: atomic, exclusive, private, and never hung up by an odd file."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES)
"""What `link` fails with on a file system that has no hard links."""
MAX_BYTES = 500_000_000
"""Larger than anything coach writes, an export of all rounds included."""


class CoachError(Exception):
    """A failure a person can act on: one sentence saying what, where and what to do."""

    exit_code = 2


class NotKept(CoachError):
    """Something could not be written where it belongs; the sentence says where it is instead."""


class FileTooLarge(CoachError):
    """A file larger than any that belongs there; `what` says so without its name."""

    def __init__(self, path: Path, limit: int) -> None:
        size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit} bytes"
        self.what = f"larger than {size}"
        super().__init__(f"{path}: is {self.what}; this is no file of coach's.")


def explain_os_error(error: OSError) -> str:
    """Say in one sentence what the system refused: the file, why, and what to do."""
    if error.errno in FULL:
        cure = "make room and try again"
    elif error.errno in CLOSED:
        cure = "make it writable, or let COACH_HOME or COACH_TRANSCRIPTS name another folder"
    else:
        cure = "see that the path is right and can be written, and try again"
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}; {cure}."


def keep_aside(noun: str, text: str, folder: Path, error: OSError) -> NotKept:
    """Write a text that could not go into its folder into the temporary one, and say so.

    `noun` names the text and the temporary file: "review", say.
    """
    why = f"The {noun} could not be written into {folder} ({error.strerror or error})"
    try:
        path = write_aside(noun.replace(" ", "-"), text, Path(tempfile.gettempdir()), ".yaml")
    except OSError:
        return NotKept(f"{why}, nor into the temporary folder; copy it from here.")
    return NotKept(f"{why}; it is in {path} instead.")


def write_aside(name: str, text: str, folder: Path, suffix: str = ".md") -> Path:
    """Write a text into a new file of a folder and return its path; raises OSError.

    The file's name starts with `coach-` and the given name; only its owner can read it.
    """
    handle, made = tempfile.mkstemp(dir=folder, prefix=f"coach-{name}-", suffix=suffix)
    try:
        _write_out(handle, text)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    return Path(made)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each with mode 0700 whatever the umask.

    `mkdir(parents=True)` gives the mode to the last folder alone.
    """
    missing = []
    while not path.exists() and not path.is_symlink():
        missing.append(path)
        if path == path.parent:
            break
        path = path.parent
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    if missing and not missing[0].is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(missing[0]))


def atomic_write(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step, so that a reader sees the old text or the new, never half.

    Raises OSError with the name of the file that was to be written.
    """
    try:
        temporary = _write_beside(path, text, mode)
        try:
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        # the temporary file beside it would mean nothing to a person
        error.filename, error.filename2 = str(path), None
        raise


def create_file(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises FileExistsError when another program made it first, and OSError as `atomic_write` does.
    """
    try:
        temporary = _write_beside(path, text, mode=0o600)
        try:
            _link(temporary, path, text)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def write_output(path: Path, text: str, *, force: bool = False) -> None:
    """Write what a person asked for into a file they named; over another only with `force`.

    Raises CoachError where a file is there already or nothing can be written.
    """
    try:
        if force:
            atomic_write(path, text)
        else:
            create_file(path, text)
    except FileExistsError:
        raise CoachError(f"{path}: is there already; give another name.") from None
    except OSError as error:
        raise CoachError(f"{path}: cannot be written ({error.strerror}).") from error


def sync_folder(folder: Path) -> None:
    """Have a folder's names written to the disk, where the system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        # some file systems refuse this for folders; the file itself was synced
        return
    finally:
        os.close(handle)


def read_text(path: Path, limit: int = MAX_BYTES, *, follow: bool = True) -> str:
    """Read a UTF-8 file exactly as it is; raises CoachError in words for every way that fails."""
    data = read_bytes(path, limit, follow=follow)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CoachError(f"{path}:{line}: is not UTF-8 text; save it as UTF-8") from error


def read_bytes(path: Path, limit: int = MAX_BYTES, *, follow: bool = True) -> bytes:
    """Read a regular file of at most `limit` bytes.

    A pipe or a device, which could hang the program or never end, is refused, and so is a link
    unless `follow`. Raises CoachError in words for every way that fails.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if not follow and path.is_symlink():
            raise CoachError(f"{path}: is a link, and coach reads none here; put the file itself.")
        # looked at before it is opened: opening a device can have effects
        _refuse_odd(path, path.stat().st_mode)
        with os.fdopen(os.open(path, flags), "rb") as file:
            _refuse_odd(path, os.fstat(file.fileno()).st_mode)
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise CoachError(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CoachError(f"{path}: cannot be read ({why})") from error
    if len(data) > limit:
        raise FileTooLarge(path, limit)
    return data


def replace_surrogates(text: str) -> str:
    """Replace halves of characters (lone surrogates), which no file can hold, one sign for each."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _refuse_odd(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise CoachError(f"{path}: is a folder, a file is needed")
    if not stat.S_ISREG(mode):
        raise CoachError(f"{path}: is a pipe or a device, a file is needed; remove it.")


def _write_beside(path: Path, text: str, mode: int) -> Path:
    """Write a text to a temporary file in the folder of `path`, down to the disk."""
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
    temporary = Path(name)
    try:
        _write_out(handle, text)
        temporary.chmod(mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _write_out(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _link(temporary: Path, path: Path, text: str) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_out(handle, text)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
