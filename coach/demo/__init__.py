"""A home with a fictional candidate in it, to look at coach before having rounds of one's own."""
