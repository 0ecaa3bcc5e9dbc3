"""Reading plain words without a language model.

Read for the numbers: tokens, number_words, number, numbers, around. For the mode: lexicon, people, cues, router.
For the model: stems, fitting, horizon, binding, pace, writing, talks, givens, refusal.
"""
