"""Run the whole site on this machine: `python -m dev.services`."""

from dev.services.runner import main

main()
