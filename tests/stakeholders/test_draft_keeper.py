"""A message that is being written: what is on the disk after what was typed and what failed."""

from threading import Event, Thread

import pytest

from coach.stakeholders.draft_keeper import Draft, DraftKeeper


class Disk:
    """What was written, in order; `refuses` makes the next writes fail."""

    def __init__(self) -> None:
        self.written: list[Draft] = []
        self.refuses = False

    def write(self, draft: Draft) -> None:
        if self.refuses:
            raise OSError(28, "No space left on device")
        self.written.append(draft)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_only_what_changed_is_written_and_only_once(disk: Disk) -> None:
    keeper = DraftKeeper(disk.write)
    keeper.save()
    keeper.open(Draft("a", "Dear"))
    keeper.save()
    assert disk.written == []
    keeper.change(Draft("a", "Dear A"))
    assert not keeper.is_saved
    keeper.save()
    keeper.save()
    assert (disk.written, keeper.is_saved) == ([Draft("a", "Dear A")], True)


def test_a_text_that_could_not_be_written_is_written_later(disk: Disk) -> None:
    keeper = DraftKeeper(disk.write)
    disk.refuses = True
    keeper.change(Draft("a", "No"))
    keeper.save()
    assert (keeper.trouble, keeper.is_saved) == ("No space left on device", False)
    disk.refuses = False
    keeper.save()
    assert (keeper.trouble, disk.written) == (None, [Draft("a", "No")])


def test_a_message_that_was_kept_leaves_no_draft_unless_it_was_changed_since(disk: Disk) -> None:
    keeper = DraftKeeper(disk.write)
    keeper.change(Draft("a", "No."))
    keeper.discard("No.")
    assert disk.written == [Draft("a", "")]
    keeper.change(Draft("a", "No. But"))
    keeper.discard("No.")
    keeper.save()
    assert disk.written[-1] == Draft("a", "No. But")


def test_a_slow_write_never_overtakes_a_newer_text() -> None:
    written: list[str] = []
    begun, let_go = Event(), Event()

    def write(draft: Draft) -> None:
        if draft.text == "old":
            begun.set()
            assert let_go.wait(10)
        written.append(draft.text)

    keeper = DraftKeeper(write)
    keeper.change(Draft("a", "old"))
    slow = Thread(target=keeper.save)
    slow.start()
    assert begun.wait(10)
    keeper.change(Draft("a", "new"))
    assert not keeper.is_saved
    last = Thread(target=keeper.save)
    last.start()
    let_go.set()
    slow.join()
    last.join()
    assert (written, keeper.is_saved) == (["old", "new"], True)
