"""The list of drills, from which any may be chosen."""
