"""A desk's codebook.toml read strictly into a `Codebook`: its verdicts, its kinds of claims, its evidence rules.
The default codebook is `default.toml`; what is wrong with a file is said with its name, its key and what was meant."""
