"""From YAML text to compiled chains, with the line and column of everything that is wrong."""
