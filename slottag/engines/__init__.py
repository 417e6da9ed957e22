"""Engines that spread work over many machines: what reads, what deals, and where the answers lie."""
