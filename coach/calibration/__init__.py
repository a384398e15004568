"""Gold answers and agreement: how far a reviewer can be trusted."""
