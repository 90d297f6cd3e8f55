"""The chat and the widget in a real browser, against the real edge."""
