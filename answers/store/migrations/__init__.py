"""Alembic's migrations; `HEAD` is the revision that this version of Curbside needs."""

HEAD = "0001"
