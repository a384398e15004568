"""Commands on who reviews: profiles of models, their exam and their calibration."""
