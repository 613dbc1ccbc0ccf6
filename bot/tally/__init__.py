"""How often what happened: counted in each process, added up for all of them, and shown as metrics."""
