"""How far a model can be trusted: its exam, and its agreement with labeled answers."""
