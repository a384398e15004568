"""Practice: the list of cases, and what to do next."""
