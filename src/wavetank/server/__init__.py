"""The HTTP face: webhooks, on the engine's own loop."""
