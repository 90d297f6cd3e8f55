"""How well the engine understands: measured on held-out messages that nobody trained on."""
