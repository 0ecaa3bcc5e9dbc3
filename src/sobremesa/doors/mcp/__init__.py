"""Sobremesa for clients of the Model Context Protocol (the extra `mcp`).

server.py     the server: tools, resources and prompts before one desk
tools.py      the contract's tools; progress goes to the client while it waits
resources.py  reports of runs, the model library, the language reference
prompts.py    how to ask, and how to tell what came out
token.py      nobody is let in over HTTP without the token
serving.py    over stdio, and over streamable HTTP
"""
