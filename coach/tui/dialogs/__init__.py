"""Dialogs that any screen may ask for."""
