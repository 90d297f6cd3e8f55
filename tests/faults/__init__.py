"""Faults under a running Faro: what dies, stops, is slow, cuts off, hangs, or answers nonsense; and disks."""
