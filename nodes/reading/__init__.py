"""Reading plain words without a language model. Read: tokens, number_words, numbers, lexicon, cues, router."""
