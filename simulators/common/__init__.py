"""What all simulators share: server, faults, journal, pages, command line. Standard library only."""
