-- Local to this file, as `final_claims` is: how each group of claims stands, so that a merge counts what it changed and
-- not the whole project. `sort` is agreed, verdict, edges or one_only.
CREATE TABLE group_sort(
    group_id TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    sort TEXT NOT NULL
) STRICT, WITHOUT ROWID;
