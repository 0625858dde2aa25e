"""What stages know of the grammar of English."""
