"""How far several reviewers agree: coefficients, their intervals, and the reason where one is undefined.

Pure: from groups of claims that were aligned elsewhere to numbers. Each formula names the paper that it is from.
"""
