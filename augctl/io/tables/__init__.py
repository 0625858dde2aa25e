"""Files of tables: read into typed columns on disk, and written as they were."""
