"""Run the whole site on this machine: `python -m unity_torah.embedded`."""

from unity_torah.embedded.runner import main

main()
