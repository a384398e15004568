"""Saved rounds as files for elsewhere: Markdown for a vault, an HTML report, JSON to import."""
