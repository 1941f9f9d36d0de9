"""Checks of the documents' equations: each evaluates both sides on a random network.

A check takes a seed and yields pairs, of which `Comparison.of` makes a comparison. The first of a
pair is the left side of the equation, by a complex step of the plain network in
`lessons.evidence.oracles` or in plain Python; the second is what the equation says, from the values
and the functions of the core. Of a definition, the left side is the core's function that it defines,
the right side plain Python.
"""
