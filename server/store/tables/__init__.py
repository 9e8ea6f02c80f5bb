"""Every table of the product, one file a noun; `Base.metadata` is what the migrations must equal."""

from server.store.tables.accidents import AccidentHazard, AccidentRow, AccidentSupplement
from server.store.tables.acts import ActReceived, Change, Installation, LedgerEntry, LedgerHead, Serial
from server.store.tables.assessments import (
    AssessmentAppeal,
    AssessmentDecision,
    AssessmentEntry,
    AssessmentResult,
    AssessmentRow,
    AssessmentSheet,
)
from server.store.tables.base import Base
from server.store.tables.checklists import Checklist, ChecklistVersion, StandardDraft
from server.store.tables.circulars import (
    AttachmentRow,
    CircularAddressee,
    CircularAnswer,
    CircularReading,
    CircularRow,
)
from server.store.tables.cohorts import Cohort, CohortMember
from server.store.tables.contacts import ContactTable
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
from server.store.tables.grading import Grading, GradingMethod, GradingRun
from server.store.tables.hazards import HazardEventRow, HazardRow
from server.store.tables.imports import ImportBatch
from server.store.tables.inspections import InspectionEntry, InspectionPaper, InspectionRow
from server.store.tables.key_list import KeyEntry
from server.store.tables.listings import ListingProgress, ListingRow
from server.store.tables.map_cells import MapVersion, UnitOutline
from server.store.tables.messages import InboxMessage, OutboundMessage
from server.store.tables.models import ModelStory
from server.store.tables.notices import NoticeItemRow, NoticeRow
from server.store.tables.onboarding import (
    Application,
    EnterpriseFacts,
    EnterpriseRegistration,
    EnterpriseTrial,
    OnboardingPhase,
)
from server.store.tables.people import AccessToken, GrantRow, PersonRow, SignInFailure, SignInSession
from server.store.tables.photos import Evidence, PhotoRow
from server.store.tables.plans import FrequencyRow, InspectionPlan, InspectorConflict, PlanChange, PlanDraw, PlanObject
from server.store.tables.public_reports import (
    PublicReport,
    PublicReporter,
    PublicReporterReading,
    PublicReportEvent,
    PublicReportPhoto,
    PublicTry,
)
from server.store.tables.published_lists import ListedEnterprise, PublishedList
from server.store.tables.quality import QualityDay, QualityRule
from server.store.tables.redraws import RedrawEdit, RedrawProposal, RedrawRow, RedrawUnit
from server.store.tables.rescues import DeviceKey, RescueFile
from server.store.tables.rosters import Roster, RosterRow
from server.store.tables.samples import GradeReview, SampleDraw, SampleItem
from server.store.tables.self_checks import SelfCheck, SelfPeriod, SelfReport
from server.store.tables.spot_checks import SpotCheckRow, SpotFrame, SpotResultRow, SpotTarget
from server.store.tables.stays import HazardStay
from server.store.tables.stops import StopOrder
from server.store.tables.supervisors import SupervisorRow
from server.store.tables.surveys import SurveyRow, SurveyStepRow
from server.store.tables.tasks import Campaign, DayRoute, TaskReturn, TaskRow, TaskRun
from server.store.tables.territory import Area, AreaCode, Authority, BasemapFeature, GridUnit
from server.store.tables.trainings import TrainingAttendance, TrainingInvited, TrainingResult, TrainingRow
from server.store.tables.visits import VisitRow

__all__ = [
    "AccessToken",
    "AccidentHazard",
    "AccidentRow",
    "AccidentSupplement",
    "ActReceived",
    "Application",
    "Area",
    "AreaCode",
    "AssessmentAppeal",
    "AssessmentDecision",
    "AssessmentEntry",
    "AssessmentResult",
    "AssessmentRow",
    "AssessmentSheet",
    "AttachmentRow",
    "Authority",
    "Base",
    "BasemapFeature",
    "Campaign",
    "Change",
    "ChangeRequest",
    "Checklist",
    "ChecklistVersion",
    "CircularAddressee",
    "CircularAnswer",
    "CircularReading",
    "CircularRow",
    "Cohort",
    "CohortMember",
    "ContactTable",
    "DayRoute",
    "DeviceKey",
    "Enterprise",
    "EnterpriseFacts",
    "EnterpriseMerge",
    "EnterpriseRegistration",
    "EnterpriseState",
    "EnterpriseTrial",
    "EnterpriseUnit",
    "Evidence",
    "ExportRow",
    "FileRecord",
    "FileRecordVersion",
    "FrequencyRow",
    "GradeReview",
    "Grading",
    "GradingMethod",
    "GradingRun",
    "GrantRow",
    "GridUnit",
    "HazardEventRow",
    "HazardRow",
    "HazardStay",
    "ImportBatch",
    "InboxMessage",
    "InspectionEntry",
    "InspectionPaper",
    "InspectionPlan",
    "InspectionRow",
    "InspectorConflict",
    "Installation",
    "KeptEnterprise",
    "KeyEntry",
    "LedgerEntry",
    "LedgerHead",
    "ListedEnterprise",
    "ListingProgress",
    "ListingRow",
    "MapVersion",
    "ModelStory",
    "NoticeItemRow",
    "NoticeRow",
    "OnboardingPhase",
    "OutboundMessage",
    "PersonRow",
    "PhotoRow",
    "PlanChange",
    "PlanDraw",
    "PlanObject",
    "PublicReport",
    "PublicReportEvent",
    "PublicReportPhoto",
    "PublicReporter",
    "PublicReporterReading",
    "PublicTry",
    "PublishedList",
    "QualityDay",
    "QualityRule",
    "RedrawEdit",
    "RedrawProposal",
    "RedrawRow",
    "RedrawUnit",
    "Registration",
    "RescueFile",
    "Roster",
    "RosterRow",
    "SampleDraw",
    "SampleItem",
    "SelfCheck",
    "SelfPeriod",
    "SelfReport",
    "Serial",
    "SignInFailure",
    "SignInSession",
    "SpotCheckRow",
    "SpotFrame",
    "SpotResultRow",
    "SpotTarget",
    "StandardDraft",
    "StopOrder",
    "SupervisorRow",
    "SurveyRow",
    "SurveyStepRow",
    "TaskReturn",
    "TaskRow",
    "TaskRun",
    "TrainingAttendance",
    "TrainingInvited",
    "TrainingResult",
    "TrainingRow",
    "UnitOutline",
    "VisitRow",
]
