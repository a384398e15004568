"""Cards to study."""
