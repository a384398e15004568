"""A drill and what was found in it."""
