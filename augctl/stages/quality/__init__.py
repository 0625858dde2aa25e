"""Gates: they score a finished sample and keep or reject it."""
