"""Visible digital seals: signed data in a barcode that is checked without a network.

``permit`` is our own short token; ``vdsnc`` is ICAO VDS-NC; ``vds`` is the binary seal of ICAO Doc 9303-13; ``verify``
answers for all three with one closed set of answers.
"""
