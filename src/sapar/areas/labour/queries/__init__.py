"""All reads of the area: what the migration service, an employer and a worker may see. Every look names its subjects."""

from sapar.areas.labour.queries.employer import own_document, own_list, own_permit_sheet, own_view
from sapar.areas.labour.queries.service import complaints, document, export, find, permit_sheet, quotas, register, view
from sapar.areas.labour.queries.shared import full_name, search_form, share_of, worker_address
from sapar.areas.labour.queries.worker import my_page, my_permit_sheet

__all__ = [
    "complaints",
    "document",
    "export",
    "find",
    "full_name",
    "my_page",
    "my_permit_sheet",
    "own_document",
    "own_list",
    "own_permit_sheet",
    "own_view",
    "permit_sheet",
    "quotas",
    "register",
    "search_form",
    "share_of",
    "view",
    "worker_address",
]
