"""The body of an article as a row of blocks: paragraphs, pictures, tables, lists."""

from __future__ import annotations

from archiver.demo.choose import chance, number, sample
from archiver.demo.records import Block, DemoImage
from archiver.demo.texts import Draft, words


def blocks_for(own: str, case: str, text: Draft, article: int) -> tuple[Block, ...]:
    """Return the body of an article of that case; `article` is its number, which names its pictures."""
    blocks = [Block(kind="paragraph", text=paragraph) for paragraph in text.paragraphs]
    if case == "table":
        blocks.insert(-1, _table(own))
    elif case == "list":
        blocks[-1:-1] = [_list(own), Block(kind="italic", text=_VERSE)]
    elif case == "sub-headings":
        blocks.insert(1, Block(kind="heading", text="Kết quả nổi bật"))
        blocks.insert(-1, Block(kind="heading", text="Nhiệm vụ trong thời gian tới"))
    for at, picture in enumerate(_pictures(own, case, text, article)):
        blocks.insert(1 + 2 * at, picture)
    return tuple(blocks)


_VERSE = "“Dễ trăm lần không dân cũng chịu, khó vạn lần dân liệu cũng xong.”"


def _pictures(own: str, case: str, text: Draft, article: int) -> list[Block]:
    count = _picture_count(own, case)
    captions: list[str | None] = [*text.captions]
    if case == "pictures":
        captions = [*captions[:1], None, *captions[1:]]
    captions += [None] * count
    stamp = f"?t=15{article:08d}" if chance(f"{own}/t", 50) else ""
    return [
        Block(
            kind="picture",
            image=DemoImage(path=f"/documents/20182/{article}/anh-{at + 1}.png{stamp}", caption=captions[at]),
        )
        for at in range(count)
    ]


def _picture_count(own: str, case: str) -> int:
    if case == "pictures":
        return 3
    return 1 if case.startswith("picture") or chance(f"{own}/co-anh", 30) else 0


def _table(own: str) -> Block:
    wards = sample(f"{own}/bang", words()["phuong"], 4)
    rows = [
        (
            str(at + 1),
            f"Phường {ward}",
            str(number(f"{own}/{ward}", 11, 99)),
            f"{number(f'{own}/{ward}%', 70, 99)},5%",
        )
        for at, ward in enumerate(wards)
    ]
    return Block(kind="table", rows=(("STT", "Đơn vị", "Số đảng viên mới", "Tỷ lệ đạt"), *rows))


def _list(own: str) -> Block:
    tasks = (
        "Rà soát, bổ sung quy chế làm việc của cấp ủy;",
        "Phân công cấp ủy viên dự sinh hoạt chi bộ ít nhất 02 lần mỗi quý;",
        "Công khai số điện thoại tiếp nhận phản ánh của nhân dân;",
        "Sơ kết, khen thưởng kịp thời các mô hình hay.",
        "Hoàn thành hồ sơ quy hoạch cán bộ trước ngày 30/9.",
    )
    return Block(kind="list", rows=tuple((task,) for task in sample(f"{own}/viec", tasks, 4)))
