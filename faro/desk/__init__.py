"""The desk, where volunteers keep the answers and the rulings true: pages of plain forms, in a process of its own."""
