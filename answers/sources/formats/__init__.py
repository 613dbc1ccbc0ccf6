"""The formats that sources can be imported from: one file each, and `registry` with their names."""
