"""What every screen is built on."""
