"""The demonstration's region: Kofu's real stations as a directory, everybody else invented."""
