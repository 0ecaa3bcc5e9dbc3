"""The doors for programs: whatever comes in as a tool's name and arguments goes out as a Result of the contract.

tool.py          the four tools: names, what they say of themselves, JSON schemas
desk.py          answers a call of any of them; every door stands before a desk
handing.py       a result as it goes through a door: without the report, with pages of it, and what to do next
refusing.py      an error as a result, with what to change
paging.py        a report in pages
contract.py      the whole contract as JSON, and as the tables of docs/contract.md
detaching.py     a run goes on in a process of its own when this one ends
langchain.py     the tools for LangChain and LangGraph
mcp/             the tools, reports and the library for clients of the Model Context Protocol
"""
