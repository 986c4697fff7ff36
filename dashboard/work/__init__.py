"""Work beside the pages: checks, comparisons and publications, each in a process of its own, taken from the queue in the register."""
