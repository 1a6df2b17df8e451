"""Hands on the dream: what they wish, the acts that this makes, and what those mean for a frame."""
