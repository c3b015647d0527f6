"""Simulated nights: people, telephones and a carrier out of a seed, in virtual time."""
