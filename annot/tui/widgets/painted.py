"""What a widget that paints its own lines hands to Textual."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip


def part_of(lines: Sequence[Strip], crop: Region, width: int, blank: Strip) -> list[Strip]:
    """`lines`, as high and as wide as the part of the widget that is asked for.

    A frame may be asked for between a resize and the event that tells of it, so a line may have another width.
    """
    strips = [line.adjust_cell_length(width) for line in lines]
    strips += [blank.adjust_cell_length(width)] * (crop.height - len(strips))
    if crop.x == 0 and crop.width == width:
        return strips
    return [strip.crop(crop.x, crop.right) for strip in strips]
