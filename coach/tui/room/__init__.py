"""The room of stakeholders: their chairs, their lines, the message to the one who lost most."""
