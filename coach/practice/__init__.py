"""What to do next: progress, schedule, study deck."""
