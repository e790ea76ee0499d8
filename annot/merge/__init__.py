"""Whose claims are about the same words, what they add up to, what was decided: values in, values out. No file, no
clock, no screen.
"""
