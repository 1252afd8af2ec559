"""The organisation's record, and the texts of the site that the committee edits."""
