"""YAML files that people write: read with line numbers, and problems that have a place in them."""
