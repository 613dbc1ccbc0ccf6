"""Measurements, and the scripts that train what ships: run as `python -m bench…`."""
