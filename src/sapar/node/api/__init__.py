"""The JSON API. The catalogue is the API: one address for each act and look, nothing is written twice.

``POST /api/acts/<name>`` and ``POST /api/looks/<name>`` take the arguments as a JSON object and answer with the result;
refusals are problem details (RFC 9457). ``/api/openapi.json`` says it all to machines, ``/api/`` to people.
"""
