"""Reads one workbook in a process of its own: the file on stdin, its cells as JSON on stdout.

A hostile workbook can make any library allocate without end or stop the process. Here that costs
a bounded part of memory and time, and the caller gets an exit code. Django is not imported, and
nothing of this project: the process finds this package alone, so its imports are relative.
"""
