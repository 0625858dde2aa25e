"""COCO: JSON files with all boxes, polygons, masks of run lengths and keypoints of a split.

References:
    Lin et al. 2014: Microsoft COCO: Common objects in context. https://cocodataset.org/#format-data
"""

from augctl.io.annotations.coco_read import CocoReader
from augctl.io.annotations.coco_write import CocoWriter

READER = CocoReader()
WRITER = CocoWriter()
