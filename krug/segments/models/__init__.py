from krug.segments.models.member import Mark, SegmentMember, SegmentMove
from krug.segments.models.segment import Freezing, Removal, Segment

__all__ = ["Freezing", "Mark", "Removal", "Segment", "SegmentMember", "SegmentMove"]
