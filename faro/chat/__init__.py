"""The public edge: the chat API, the guard, and the line to the engine."""
