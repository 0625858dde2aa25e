"""Rules that say the same in other words: patterns with slots, and their variants."""
