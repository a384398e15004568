"""The OpenAI-compatible wire: client, stream events, capabilities, discovery, timings."""
