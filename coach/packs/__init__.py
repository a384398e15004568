"""What is asked: packs, scenarios, rubric, deck; loading and checking them."""
