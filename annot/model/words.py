"""The closed lists of values, as the commands and the CSV spell them."""

from __future__ import annotations

ABOUT = ("text", "headline", "picture", "article")
UNCHECKED = "unchecked"
NO_CLAIM = "no_claim"  # what is decided, and what silence says
ATTRIBUTIONS = ("verbatim", "accurate_paraphrase", "altered", "out_of_context", "misattributed", "no_record")
STANCES = ("supports", "refutes", "context")
TIERS = ("primary", "secondary")
IMPORTANCE = ("core", "supporting", "peripheral")
CONFIDENCE = ("low", "medium", "high")
CONFIDENTIALITY = ("public", "background", "not_for_attribution", "protected")
MEDIA = (
    "web text",
    "web table",
    "PDF",
    "image",
    "video",
    "audio",
    "metadata",
    "interview",
    "correspondence",
    "book",
    "dataset",
    "other",
)
COMMENT_KINDS = ("note", "question", "fix", "later")
PARAGRAPH_KINDS = ("body", "heading", "caption", "related_link", "credit", "player_debris")
TO_DO = frozenset({"body", "heading"})  # the others are dimmed and nobody has to be done with them
UNITS = ("word", "clause", "sentence", "quotation", "paragraph")
