"""Commands on packs: their scenarios, and new ones."""
