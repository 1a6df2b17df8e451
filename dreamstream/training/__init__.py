"""Makes the embedded model: its pictures, its training, its export."""
