"""Trains networks to dream with, and scores the loops they dream; each part is imported by its own name.

``make`` goes all the way from a dataset to a model's files. On that way lie ``dataset`` (``drawn``: motifs that are
drawn, ``folder``: a user's pictures), ``trainer``, ``curation`` and ``export``. ``score`` runs loops and measures them.
"""
