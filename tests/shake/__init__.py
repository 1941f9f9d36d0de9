"""Another arithmetic, as legitimate as the one of this machine, for all that is printed."""
