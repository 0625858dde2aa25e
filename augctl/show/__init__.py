"""Pictures for people: grids of previews."""
