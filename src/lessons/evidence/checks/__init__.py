"""Checks of the documents' equations: each evaluates both sides on a random network.

A check takes a seed and returns a `Comparison`. Its left side is the left side of the equation,
by a complex step of the plain network in `lessons.evidence.oracles` or in plain Python; its right
side is what the equation says, from the values and the functions of the core. Of a definition,
the left side is the core's function that it defines, the right side plain Python.

A check whose name ends with `_as_printed` evaluates what a document prints wrongly: its two sides
are far apart.
"""
