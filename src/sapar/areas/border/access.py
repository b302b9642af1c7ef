"""Who works at the border, and why personal data is touched there.

=================== ======================================================= =====================
act                 what                                                    who
=================== ======================================================= =====================
border.inspect      read a document and a seal                              officer, supervisor
border.check_seal   read a seal after the document                          officer, supervisor
border.admit        record the crossing, all checks green                   officer, supervisor
border.refer…       hand over to the second line                            officer, supervisor
border.second_line… decide there: another person than the one who referred  officer, supervisor
border.take_case …  second line: take in hand, hand over with a note        officer, supervisor
border.refuse_entry refuse entry: another person than the one who referred  supervisor
border.…appeal      write an appeal down                                    officer, supervisor
                    decide it: somebody who had no part in the refusal      supervisor
border.…lane        set up and take away lanes                              supervisor
border.…shift …     sit at a lane, give and take over a shift               officer, supervisor
border.correct      own mistake, alone, within ten minutes                  officer
                    any crossing of the service                             supervisor
border.…alert…      draft, approve, withdraw an alert: of the own office    watch officer, intake
border.…list…       import a list, compare, put in force: of the own office watch officer, intake
border.…hit…        what alerts and lists of the own office found           watch officer, intake
border.send_list    send a passenger list, fetch the answers                carrier's machine
border.answer_c…    tell a carrier whether a person may board               supervisor
border.register…    say where somebody stays                                host, traveller, registrar
border.…_extension  ask for, decide on, appeal, hear                        traveller, registrar, headquarters
border.…_regime     enter a visa-free regime; approve: a second person      headquarters
border.…_overstays  list possible overstays                                 headquarters
border.…_one_person state that two documents are of one person              officer, supervisor, service
                    decide it: another person; undo it                      supervisor, service
border.visa_…       apply, follow, withdraw, appeal                         applicant, with the code
                    fee, completeness, proposal, second officer's decision  visa officer, head
                    extend, cancel, hear appeals                            head of visas
border.carrier_…    ask whether a passenger may board                       a carrier's machine
=================== ======================================================= =====================

Four words of reach: ``border`` (inspections, crossings, flights, hits at the desk), ``carriers`` (what carriers sent and
were answered: ``own`` is that of one carrier), ``screening`` (people on lists that the desk
may know of), ``watch`` (lists and alerts themselves, and what is found quietly: ``own`` is the institution, the role
*and* the place of the duty).

An officer sees the crossings of every post, because the person at the desk has perhaps come in at another one; every
look is entered in the ledger with its subjects. What an officer *does* is bound to their own post.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, HOLDER, OWN, Purpose, Role, register_purposes, register_roles

OFFICER, SUPERVISOR = "border.officer", "border.supervisor"
DESK = (OFFICER, SUPERVISOR)
CARRIER, FLIGHTS = "border.carrier", "system.flights"
INSPECTION, CORRECTION, CARRIERS = "border.inspection", "border.correction", "border.carriers"
REFUSAL, POST = "border.refusal", "border.post"
VISA_OFFICER, VISA_HEAD, VISA_APPLICANT = "border.visa_officer", "border.visa_head", "border.visa_applicant"
VISA_SERVICE = (VISA_OFFICER, VISA_HEAD)
VISA_APPLY, VISA_DECIDE, VISA_OWN, BOARDING = "border.visa_apply", "border.visa", "border.visa_own", "border.boarding"
WATCH_OFFICER, INTAKE, SCREENER = "border.watch_officer", "protection.intake", "system.watch"
OWNERS = (WATCH_OFFICER, INTAKE)
WATCH, SCREENING = "border.watch", "border.screening"

REGISTRAR, HEADQUARTERS, HOST, TRAVELLER = (
    "border.registrar",
    "border.headquarters",
    "border.host",
    "border.traveller",
)
SERVICE = (REGISTRAR, HEADQUARTERS)
ONE_PERSON_DECIDES = (SUPERVISOR, *SERVICE)
PUBLIC, CLOCK, STATISTICS = "public", "system.clock", "system.statistics"
IDENTITY = "border.identity"
STAY, REGIMES, REGISTRATION, OVERSTAY, OWN_STAY = (
    "border.stay",
    "border.regimes",
    "border.registration",
    "border.overstay",
    "border.own_stay",
)

REACH = {"border": ALL, "people": ALL, "procedures": OWN, "documents": OWN, "screening": ALL, "carriers": ALL}
STAY_REACH = {"border": ALL, "people": ALL, "procedures": OWN}

VISA_REACH = {"visa": ALL, "screening": ALL, "procedures": OWN, "documents": OWN}

ROLES = register_roles(
    Role(OFFICER, _("Border officer"), second_factor=True, kind="border_service", reach=REACH),
    Role(SUPERVISOR, _("Supervisor of border posts"), second_factor=True, kind="border_service", reach=REACH),
    Role(CARRIER, _("Carrier's system"), kind="carrier", machine=True, reach={"carriers": OWN}),
    Role(
        WATCH_OFFICER,
        _("Officer for alerts and watchlists"),
        second_factor=True,
        kind="border_service",
        reach={"border": ALL, "screening": ALL, "watch": OWN},
    ),
    # Until there is an area for protection: its door. It sees its own alerts and what they found, and nothing else.
    Role(
        INTAKE, _("Intake of people who need help"), second_factor=True, kind="migration_service", reach={"watch": OWN}
    ),
    Role(SCREENER, _("The quiet screening"), reach=dict.fromkeys(("border", "screening", "watch"), ALL)),
    Role(
        FLIGHTS,
        _("The job that enters passenger lists"),
        reach=dict.fromkeys(("border", "carriers", "people", "screening"), ALL),
    ),
    Role(REGISTRAR, _("Registration officer"), second_factor=True, kind="migration_service", reach=STAY_REACH),
    Role(HEADQUARTERS, _("Headquarters for stay"), second_factor=True, kind="migration_service", reach=STAY_REACH),
    Role(HOST, _("Host or hotel"), reach={"border": OWN}),
    # A traveller has no account: row-level security shows what is about the person whose code was given.
    Role(TRAVELLER, _("The traveller concerned"), kind=HOLDER),
    Role(VISA_OFFICER, _("Visa officer"), second_factor=True, kind="migration_service", reach=VISA_REACH),
    Role(VISA_HEAD, _("Head of visas"), second_factor=True, kind="migration_service", reach=VISA_REACH),
    # An applicant has no account: row-level security shows the one application whose code was given.
    Role(VISA_APPLICANT, _("The applicant for a visa"), kind=HOLDER),
)

PURPOSES = register_purposes(
    Purpose(INSPECTION, _("Check a traveller at the border")),
    Purpose(CORRECTION, _("Correct the record of a crossing")),
    # Withheld from the page of the person concerned: it would tell them of the alert.
    Purpose(WATCH, _("Keep alerts and watchlists"), withheld=True),
    Purpose(SCREENING, _("Compare a traveller with watchlists")),
    Purpose(CARRIERS, _("Take passenger lists of carriers and answer them")),
    Purpose(REFUSAL, _("Refuse entry, and decide about an appeal")),
    Purpose(POST, _("Organise the work of a border post")),
    Purpose(STAY, _("Reckon how long a traveller may stay")),
    Purpose(IDENTITY, _("Keep the records of one person together")),
    Purpose(REGIMES, _("Keep the rules of visa-free stay")),
    Purpose(REGISTRATION, _("Register where a traveller stays, and extend a stay")),
    Purpose(OVERSTAY, _("Look into possible overstays")),
    Purpose(OWN_STAY, _("Let travellers see their own stay")),
    Purpose(VISA_APPLY, _("Apply for a visa")),
    Purpose(VISA_DECIDE, _("Decide on a visa")),
    Purpose(VISA_OWN, _("Let applicants see their own application")),
    Purpose(BOARDING, _("Tell a carrier whether a passenger may board")),
)
