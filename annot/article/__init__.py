"""From a file to an Article: its frozen text, the paragraphs that cover it, and the units a cursor steps by.

Nothing here knows the project file; what is wrong with the input is said in one sentence for the reviewer.
"""
