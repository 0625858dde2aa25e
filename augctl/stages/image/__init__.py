"""Stages on images. A file with a leading underscore is shared by several stages."""
