"""Letta's agents ask Sobremesa. All that they are given is generated from the contract.

offer.py         the tools of the contract, and the command that answers a call
mod.py           native tools for Letta Code: a file of JavaScript that starts that command (`mod.mjs`)
skill.py         when to use which, how to read a result, what to remember (`skill.md`)
places.py        where Letta Code looks for both, and whose a file is
installing.py    writes both and takes them away again, and never touches what somebody else put there
doctor.py        what is missing, and what to do about it
attaching.py     the same tools for an agent on another machine, over its App Server
upserting.py     the same tools as source and schema, for Letta Cloud and Letta's former server
"""
