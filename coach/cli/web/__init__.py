"""The same screens in a browser."""
