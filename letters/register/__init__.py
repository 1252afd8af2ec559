"""The register in print: all names of a scroll as a book or as a table, with totals and a checksum.

It is the committee's own record and follows the disclosure of the series where it is handed round.
A letter's number stands only in the order of the text, beside an adult, and only where the series
tells exact places; a child stands after the adults of its parsha, by name, so that its neighbours
don't tell the letter. In the other two orders everyone has the parsha only; where the series tells
nothing but the scroll, nobody has.
"""
