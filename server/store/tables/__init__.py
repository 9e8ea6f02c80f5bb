"""Every table of the product, one file a noun; `Base.metadata` is what the migrations must equal."""

from server.store.tables.acts import ActReceived, Change, Installation, LedgerEntry, LedgerHead, Serial
from server.store.tables.base import Base
from server.store.tables.checklists import Checklist, ChecklistVersion
from server.store.tables.enterprises import (
    ChangeRequest,
    Enterprise,
    EnterpriseMerge,
    EnterpriseState,
    EnterpriseUnit,
)
from server.store.tables.exports import ExportRow
from server.store.tables.fieldwork import KeptEnterprise
from server.store.tables.files import FileRecord, FileRecordVersion
from server.store.tables.hazards import HazardEventRow, HazardRow
from server.store.tables.imports import ImportBatch
from server.store.tables.map_cells import MapVersion, UnitOutline
from server.store.tables.messages import InboxMessage, OutboundMessage
from server.store.tables.notices import NoticeItemRow, NoticeRow
from server.store.tables.people import AccessToken, GrantRow, PersonRow, SignInFailure, SignInSession
from server.store.tables.photos import Evidence, PhotoRow
from server.store.tables.redraws import RedrawEdit, RedrawProposal, RedrawRow, RedrawUnit
from server.store.tables.rescues import DeviceKey, RescueFile
from server.store.tables.territory import Area, AreaCode, Authority, BasemapFeature, GridUnit
from server.store.tables.visits import VisitRow

__all__ = [
    "AccessToken", "ActReceived", "Area", "AreaCode", "Authority", "Base", "BasemapFeature", "Change",
    "ChangeRequest", "Checklist", "ChecklistVersion", "DeviceKey", "Enterprise", "EnterpriseMerge",
    "EnterpriseState", "EnterpriseUnit", "Evidence", "ExportRow", "FileRecord", "FileRecordVersion", "GrantRow",
    "GridUnit", "HazardEventRow", "HazardRow", "ImportBatch", "InboxMessage", "Installation", "KeptEnterprise",
    "LedgerEntry", "LedgerHead", "MapVersion", "NoticeItemRow", "NoticeRow", "OutboundMessage", "PersonRow",
    "PhotoRow", "RedrawEdit", "RedrawProposal", "RedrawRow", "RedrawUnit", "RescueFile", "Serial",
    "SignInFailure", "SignInSession", "UnitOutline", "VisitRow",
]  # fmt: skip
