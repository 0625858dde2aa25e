"""The command line: each file parses one command, calls its function and prints."""
