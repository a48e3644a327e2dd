"""From a parsed page to its fields: by platform rules, by labels, or by a fallback."""
