"""The columns of cli.md, spelt again: a test that took them from the program could not see them change."""

CLAIMS = """article_id article_title article_url article_sha256 paragraph paragraph_kind claim_id parent_claim_id
repeats_claim_id about start end quote prefix suffix normalized_claim claim_types speaker said_on attribution status
confidence importance rationale suggested_fix reviewer reviewer_id reading_state created_at updated_at evidence_count
primary_count sources open_questions group_id votes final_status final_attribution final_start final_end final_quote
final_by final_reason codebook""".split()
EVIDENCE = """article_id claim_id evidence_id source_id stance quote locator tier accessed url title author publisher
published medium archived_url archived_at sha256 confidentiality note reviewer created_at""".split()
ARTICLES = "article_id title file url author published site language sha256 source_sha256 encoding paragraphs".split()
READINGS = "article_id reviewer reviewer_id start end state at".split()
COMMENTS = """comment_id article_id claim_id start end kind text answer answered_by answered_by_id answered_at reviewer
reviewer_id at""".split()
DECISIONS = """decision_id article_id start end status attribution claim_ids saw decided_by decided_by_id policy reason
at""".split()
SEARCHES = "search_id claim_id place query found at".split()
SHEETS = {
    "claims.csv": CLAIMS,
    "evidence.csv": EVIDENCE,
    "articles.csv": ARTICLES,
    "readings.csv": READINGS,
    "comments.csv": COMMENTS,
    "decisions.csv": DECISIONS,
    "searches.csv": SEARCHES,
}
COMMANDS = """demo review add articles show units tag edit withdraw cite source sources comment questions answer looked
done kind claims progress lint groups decide adjudicate agree export import handout handin merge two-edits resolve
backup backups restore recover reviewers check log undo redo codebook""".split()
SUBCOMMANDS = [("reviewers", "rename"), ("reviewers", "same"), ("codebook", "show"), ("codebook", "use"),
               ("codebook", "default")]  # fmt: skip

HARBOUR = """The Harbour Truce

The chain went up on May 20, and 46 boats stayed inside. "No timetable," said Ilse Brandt of the union.

Your browser doesn't support HTML5

Chained Boats At Dusk

The chain comes down on June 7. Nineteen days, 46 boats, and not one person hurt!
"""
RIVER = "The river is 2,201 kilometres long. It never floods in the winter months, said nobody at all.\n"
