"""The pages of the register: what was promised, of which nature, what covers it; entries and their approval; links."""
