"""Our runs of the service's tasks: state, journal, threads."""
