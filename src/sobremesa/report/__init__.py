"""Renders a Report for people: Markdown."""
