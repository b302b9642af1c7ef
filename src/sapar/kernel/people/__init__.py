"""Person, name and travel document: the nouns that every area shares. A person in protection is not in these tables."""
