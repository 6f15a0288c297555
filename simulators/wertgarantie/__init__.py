"""Wertgarantie's web services for bicycles."""
