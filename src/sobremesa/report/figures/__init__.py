"""The figures of a report, as SVG that stands in the page: drawn by Matplotlib, coloured by the page.

Read `drawing` first: what Matplotlib draws in stand-in colours takes the colours of the page's theme. Then one file
for each kind of figure. A figure is `Drawn`: the SVG, its title, and a sentence for those who can't see it.
"""
