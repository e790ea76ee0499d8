"""The columns of each CSV file, in order, and what kind of value stands in them: a contract with outside programs."""

from __future__ import annotations

CLAIMS = tuple(
    """article_id article_title article_url article_sha256 paragraph paragraph_kind claim_id parent_claim_id
    repeats_claim_id about start end quote prefix suffix normalized_claim claim_types speaker said_on attribution status
    confidence importance rationale suggested_fix reviewer reviewer_id reading_state created_at updated_at
    evidence_count primary_count sources open_questions group_id votes final_status final_attribution final_start
    final_end final_quote final_by final_reason codebook""".split()
)
EVIDENCE = tuple(
    """article_id claim_id evidence_id source_id stance quote locator tier accessed url title author publisher published
    medium archived_url archived_at sha256 confidentiality note reviewer created_at""".split()
)
ARTICLES = tuple(
    "article_id title file url author published site language sha256 source_sha256 encoding paragraphs".split()
)
READINGS = tuple("article_id reviewer reviewer_id start end state at".split())
COMMENTS = tuple(
    """comment_id article_id claim_id start end kind text answer answered_by answered_by_id answered_at reviewer
    reviewer_id at""".split()
)
DECISIONS = tuple(
    """decision_id article_id start end status attribution claim_ids saw decided_by decided_by_id policy reason
    at""".split()
)
SEARCHES = tuple("search_id claim_id place query found at".split())

FILES = {
    "articles.csv": ARTICLES,
    "claims.csv": CLAIMS,
    "evidence.csv": EVIDENCE,
    "readings.csv": READINGS,
    "comments.csv": COMMENTS,
    "decisions.csv": DECISIONS,
    "searches.csv": SEARCHES,
}

NUMBERS = frozenset("paragraph start end evidence_count primary_count open_questions final_start final_end".split())
IDS = frozenset({"claim_types", "claim_ids"})  # lists joined by ;
WORDS = frozenset({"sources"})  # lists joined by a space, for reading
PAIRS = frozenset({"saw", "votes"})  # c1=supported;c2=mostly
JSON = frozenset({"paragraphs"})
TIMES = frozenset({"created_at", "updated_at", "at", "answered_at"})
