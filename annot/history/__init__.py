"""The log, as values: what a change is, how changes add up, how an action is taken back.

Everything here is a function of its arguments; the store keeps the rows and asks.
"""
