"""YOLO: a text file of rows per image, and `data.yaml`, as Ultralytics has them.

References:
    https://docs.ultralytics.com/datasets/ (detect, segment, pose, obb)
"""

from augctl.io.annotations.yolo_read import YoloReader
from augctl.io.annotations.yolo_write import YoloWriter

READER = YoloReader()
WRITER = YoloWriter()
