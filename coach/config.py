"""Settings and model profiles: read once from `config.yaml`, then passed in."""
