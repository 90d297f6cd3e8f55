"""What Faro answers: the ruling status, the composing of an answer, and how fresh it is."""
