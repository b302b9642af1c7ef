"""Paperless documents: attachments encrypted in the database, PDFs made by Typst, and seals that verify without a network."""
