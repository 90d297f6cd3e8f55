"""What volunteers teach: messages checked and written out, a model trained on them, judged, and put into service."""
