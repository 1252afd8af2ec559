"""The one way in which an embedded service says that it can't be had."""


class Unavailable(SystemExit):
    """Holds one sentence that says what to do; uncaught, it is printed and the program ends."""
