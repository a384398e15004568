"""Reading a judging model's reply: its shape, while it grows, as labeled lines, in a loop."""
