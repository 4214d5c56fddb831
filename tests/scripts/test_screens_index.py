"""The list of the pictures names each page once, with its title and both its pictures."""

import json
from pathlib import Path

from scripts.screens_index import titles_of, write_index


def test_index_lists_each_page_with_its_title_and_pictures(tmp_path: Path) -> None:
    for name, title in (("work-list opened", "Việc của tôi · Đảng"), ("case-open sent empty", "Mở | mới · Đảng")):
        file = tmp_path / f"{name.replace(' ', '-')}.json"
        file.write_text(json.dumps({"name": name, "title": title}), encoding="utf-8")

    write_index(tmp_path, titles_of(tmp_path))

    lines = tmp_path.joinpath("README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("## ")] == ["## C", "## W"]
    links = "[desk](pages/work-list-opened-1280.webp), [telephone](pages/work-list-opened-390.webp)"
    assert f"| `work-list opened` | Việc của tôi | {links} |" in lines
    assert any(line.startswith("| `case-open sent empty` | Mở \\| mới |") for line in lines)
