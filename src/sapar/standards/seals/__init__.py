"""Visible digital seals: signed data in a barcode that is checked without a network.

``permit`` is our own short token; ``vdsnc`` is ICAO VDS-NC; ``verify`` answers for both with one closed set of answers.
"""
