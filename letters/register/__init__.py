"""The register in print: all names of a scroll as a book or as a table, with totals and a checksum.

It is the committee's own record and follows the disclosure of the series where it is handed round.
A letter's number stands only in the order of the text, beside an adult, and only where the series
tells exact places; a child stands in its place among the others, without a number. In the other
two orders everyone has the parsha only.
"""
