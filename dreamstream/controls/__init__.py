"""Hands on knobs, pads and faders: what MIDI and OSC controllers send, and the wishes that it means."""
