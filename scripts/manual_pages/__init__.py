"""The pages of the language manual, each made of what the command files, texts and tests say themselves."""
