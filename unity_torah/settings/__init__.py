"""Settings: `production` unless DEBUG is on, then `development`; `test` for the tests."""
