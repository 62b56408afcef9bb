"""Reports: what a month, a week, a day comes to, as one document that every renderer shows alike.

- registry.py: which reports there are; periods.py: the stretch of time each is about
- making.py: a report of a period, as it is seen now or as it was known at the end of a day; texts.py: what the
  supervisor writes for it; saving.py: as a file, audited
- document.py: sections of prose, tables and charts with raw values
- aftersales.py and its like build one report each out of sections_*.py; choices.py says which indicators it shows,
  compared.py puts them beside the month and the year before, wording.py makes sentences of them
- rendering.py: the formats; text.py, markdown.py, html.py, xlsx.py, with values.py, scales.py, text_chart.py, svg.py
"""
