"""The stages: one file each; the path is the name that a recipe uses."""
