"""A workbook file as a package: guarded, read, spliced with new values and published whole.

Nothing here calculates. A part that is not ours leaves as the bytes that came in.
"""
