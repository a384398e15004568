"""A round, from reading the case to the last reply."""
