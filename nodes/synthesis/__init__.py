"""How a report comes to be written: from findings and a transcript, never from imagination.

Read: evidence (what a report may rest on), figures and wording (numbers and names in words), numerals (numbers read
back out of words), then answering, telling, deciding (the text without a language model), writing (the text with one).
The check that both must pass is `sobremesa.nodes.claims`.
"""
