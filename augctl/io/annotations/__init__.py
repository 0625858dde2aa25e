"""Annotation formats: what a dataset says of its pictures, read into one model and written."""
