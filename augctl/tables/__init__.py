"""Tables: rows in typed columns, on disk and on their way through a chain."""
