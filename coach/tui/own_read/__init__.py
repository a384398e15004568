"""The candidate's own read of a round, and its marks beside a reviewer's."""
