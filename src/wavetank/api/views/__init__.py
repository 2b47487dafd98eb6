"""
What the objects of the API look like: pure functions from plain data to HTML and to plain text.

They need neither a kernel nor a browser. The same markup is the rich representation, the live picture and the saved
picture. JupyterLab drops `<svg>` and `<style>` from notebooks that it does not trust, so every picture stands beside a
real table, and every HTML has a plain text that is worth reading.
"""
