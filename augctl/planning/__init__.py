"""From an index, a recipe and a seed to units of work, each in constant time."""
