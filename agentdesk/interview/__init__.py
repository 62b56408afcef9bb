"""Questionnaires: XLSForm to published form, expressions, the running interview, compliance prompts.

Nothing is imported here: `compile` pulls in pyxform and only publishing and checking need it, while a desk
loads `model`, `expressions` and `run`.
"""
