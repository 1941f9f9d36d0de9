"""What the documents print, and what is right: the ledger, the equations, the errata, and their proofs."""
