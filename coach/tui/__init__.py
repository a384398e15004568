"""The Textual interface; nothing else imports it."""
