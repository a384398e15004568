"""A finished round: its reviews, views of them, attempts compared, the replay."""
