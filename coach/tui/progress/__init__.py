"""Progress: levels over time, and what was covered."""
