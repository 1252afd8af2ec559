"""The exception for a service that can't be started."""


class Unavailable(SystemExit):
    """Its message says what to do; uncaught, it is printed and the program ends with status 1."""
