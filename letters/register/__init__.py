"""The printed register: all names of a scroll as a book or a table, with totals and a checksum.

It follows the disclosure of the series, because it is passed around. The number of a letter is
printed only in the order of the text, only for adults, and only where the series discloses exact
places. Children are listed after the adults of their parsha, by name, so that the numbers of their
neighbours don't reveal their letter. The other two orders show the parsha only; a series that
discloses nothing but the scroll shows no parsha.
"""
