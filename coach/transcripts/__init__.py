"""What is saved of a round: its record, journal and reviews, and the index that finds them."""
