"""Reading and writing files: codecs, sources and sinks."""
