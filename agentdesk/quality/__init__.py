"""Supervision of quality: the daily check that is signed (SV-01), calls that are sampled and judged (SV-02), feedback.

It stands above the scoreboard, whose figures a sheet keeps as they stood, and below the reports, which use its scores.

    facts.py     a span's finished calls as they were stored: dials, answers, promises
    flags.py     neutral reasons to look at a call, by the playbook's rules
    sampling.py  which calls of an agent are looked at, seeded and reproducible
    sheet.py     a day's figures; check.py signs them and takes findings
    judging.py   a call judged by the playbook's criteria; judged.py reads judgements with their scores
    feedback.py  what an agent reads of it, acknowledges or objects to
    waiting.py   whether something waits, the one question a desk asks every minute
    figures.py   a month's scores by agent; text.py shows all of it on a command line
"""
