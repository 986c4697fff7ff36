"""Figures as plain data: pure functions from rows to a Plotly figure or an SVG, without a database or a request."""
