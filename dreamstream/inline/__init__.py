"""What is seen in a Jupyter notebook: pictures and films beneath a cell, and how far a render is."""
