"""Every intention, once: what the phone queues, the wire carries and the door accepts.

Each class is one act of one person. `kind` is its name on the wire; ids are made where the act is made.
One file a noun; `terms` is what several speak of.
"""

from __future__ import annotations

from grids.commands.cohorts import (
    ChooseModel,
    CohortStep,
    RemoveModel,
    StartCohort,
)
from grids.commands.campaigns import CampaignStep
from grids.commands.enterprises import (
    AssignUnit,
    DecideChange,
    EnterpriseStep,
    LockSupervision,
    MergeEnterprises,
    ProposeChange,
    ProposeMove,
    RegisterEnterprise,
    SetStatus,
    UndoMerge,
    VerifyPosition,
)
from grids.commands.files import (
    AddRecord,
    ChangeRecord,
    EndRecord,
    FileStep,
    VerifyFile,
    VerifyRecord,
)
from grids.commands.grading import (
    ApproveGrades,
    ChangeGrade,
    GradingStep,
    OrderGrading,
    PublishGradingMethod,
    WithdrawGradingMethod,
    WriteGradingMethod,
)
from grids.commands.hazards import (
    AcceptTransfer,
    ChangeLevel,
    CheckClosing,
    DecideExtension,
    DecideOverdue,
    HazardStep,
    MergeHazard,
    OpenHazard,
    RecordHazard,
    RectifyOnTheSpot,
    ReinspectHazard,
    RejectHazard,
    ReopenHazard,
    RequestExtension,
    ReturnTransfer,
    ReviewPlan,
    SubmitPlan,
    SubmitRectification,
    TransferHazard,
    VoidHazard,
)
from grids.commands.key_list import (
    ApplyKeyExit,
    DecideKeyEntry,
    DecideKeyExit,
    KeyListStep,
    ProposeKeyEntry,
)
from grids.commands.listings import (
    ApplyDelisting,
    DecideDelisting,
    DecideListing,
    ListingStep,
    ProposeListing,
    RaiseListing,
    ReportProgress,
)
from grids.commands.notices import (
    AcknowledgeNotice,
    IssueNotice,
    NoticeItem,
    NoticeStep,
    RevokeNoticeLink,
)
from grids.commands.onboarding import (
    ApplicationOutcome,
    DecideApplication,
    MarkTrial,
    OnboardingStep,
    PublishPhase,
    RosterAct,
    SettleRosterRow,
)
from grids.commands.published_lists import (
    DraftList,
    ListKind,
    MoveListed,
    PublishedListStep,
    PublishList,
    WithdrawList,
)
from grids.commands.plan_changes import PlanChangeStep
from grids.commands.plans import PlanStep
from grids.commands.quality import (
    EndQualityRule,
    QualityStep,
    WriteQualityRule,
)
from grids.commands.redraws import (
    ArchiveRedraw,
    DecideRedraw,
    EditRedraw,
    PublishRedraw,
    RebaseRedraw,
    RedoRedraw,
    RedrawStep,
    StartRedraw,
    SubmitRedraw,
    UndoRedraw,
    WithdrawRedraw,
)
from grids.commands.self_checks import (
    DecideSelfReport,
    SelfAnswer,
    SelfCheckStep,
    SelfFigures,
    SignSelfReport,
    SubmitSelfCheck,
)
from grids.commands.spot_checks import (
    AssignSpotCheck,
    DrawSpotCheck,
    OrderSpotCheck,
    RecordSpotCheck,
    SpotCheckStep,
    SpotResult,
    SpotStratum,
    Verdict,
)
from grids.commands.standards import (
    DropStandardDraft,
    Evidence,
    Frequency,
    PublishStandard,
    SaveStandard,
    StandardHeader,
    StandardItem,
    StandardStep,
    StartStandard,
)
from grids.commands.stops import (
    ApplyResume,
    DecideResume,
    OrderMeasure,
    ProposeMeasure,
)
from grids.commands.supervisors import (
    SettleSupervisor,
    Side,
    SupervisorStep,
)
from grids.commands.surveys import (
    DropSurvey,
    HandInSurvey,
    RedoSurvey,
    SettleFaults,
    StartSurvey,
    SurveyStep,
    TakeSuggestions,
    UndoSurvey,
)
from grids.commands.tasks import TaskStep
from grids.commands.terms import (
    Acceptance,
    AnswerResult,
    Evaluation,
    Evaluator,
    Fix,
    Forced,
    HazardLevel,
    ListLevel,
    Milestone,
    NoticeKind,
    Photo,
    Photos,
    Stop,
    VisitKind,
    VisitOutcome,
)
from grids.commands.visits import (
    Answer,
    FinishVisit,
    StartVisit,
    VisitStep,
)

Command = (
    CohortStep
    CampaignStep
    | EnterpriseStep
    | FileStep
    | GradingStep
    | HazardStep
    | KeyListStep
    | ListingStep
    | NoticeStep
    | OnboardingStep
    | PublishedListStep
    | PlanChangeStep
    | PlanStep
    | QualityStep
    | RedrawStep
    | SelfCheckStep
    | SpotCheckStep
    | StandardStep
    | SupervisorStep
    | SurveyStep
    | TaskStep
    | VisitStep
)

__all__ = [
    "AcceptTransfer",
    "Acceptance",
    "AcknowledgeNotice",
    "AddRecord",
    "Answer",
    "AnswerResult",
    "ApplicationOutcome",
    "ApplyDelisting",
    "ApplyKeyExit",
    "ApplyResume",
    "ApproveGrades",
    "ArchiveRedraw",
    "AssignSpotCheck",
    "AssignUnit",
    "CampaignStep",
    "ChangeGrade",
    "ChangeLevel",
    "ChangeRecord",
    "CheckClosing",
    "ChooseModel",
    "CohortStep",
    "Command",
    "DecideApplication",
    "DecideChange",
    "DecideDelisting",
    "DecideExtension",
    "DecideKeyEntry",
    "DecideKeyExit",
    "DecideListing",
    "DecideOverdue",
    "DecideRedraw",
    "DecideResume",
    "DecideSelfReport",
    "DraftList",
    "DrawSpotCheck",
    "DropStandardDraft",
    "DropSurvey",
    "EditRedraw",
    "EndQualityRule",
    "EndRecord",
    "EnterpriseStep",
    "Evaluation",
    "Evaluator",
    "Evidence",
    "FileStep",
    "FinishVisit",
    "Fix",
    "Forced",
    "Frequency",
    "GradingStep",
    "HandInSurvey",
    "HazardLevel",
    "HazardStep",
    "IssueNotice",
    "KeyListStep",
    "ListKind",
    "ListLevel",
    "ListingStep",
    "LockSupervision",
    "MarkTrial",
    "MergeEnterprises",
    "MergeHazard",
    "Milestone",
    "MoveListed",
    "NoticeItem",
    "NoticeKind",
    "NoticeStep",
    "OnboardingStep",
    "OpenHazard",
    "OrderGrading",
    "OrderMeasure",
    "OrderSpotCheck",
    "Photo",
    "Photos",
    "PlanChangeStep",
    "PlanStep",
    "ProposeChange",
    "ProposeKeyEntry",
    "ProposeListing",
    "ProposeMeasure",
    "ProposeMove",
    "PublishGradingMethod",
    "PublishList",
    "PublishPhase",
    "PublishRedraw",
    "PublishStandard",
    "PublishedListStep",
    "QualityStep",
    "RaiseListing",
    "RebaseRedraw",
    "RecordHazard",
    "RecordSpotCheck",
    "RectifyOnTheSpot",
    "RedoRedraw",
    "RedoSurvey",
    "RedrawStep",
    "RegisterEnterprise",
    "ReinspectHazard",
    "RejectHazard",
    "RemoveModel",
    "ReopenHazard",
    "ReportProgress",
    "RequestExtension",
    "ReturnTransfer",
    "ReviewPlan",
    "RevokeNoticeLink",
    "RosterAct",
    "SaveStandard",
    "SelfAnswer",
    "SelfCheckStep",
    "SelfFigures",
    "SetStatus",
    "SettleFaults",
    "SettleRosterRow",
    "SettleSupervisor",
    "Side",
    "SignSelfReport",
    "SpotCheckStep",
    "SpotResult",
    "SpotStratum",
    "StandardHeader",
    "StandardItem",
    "StandardStep",
    "StartCohort",
    "StartRedraw",
    "StartStandard",
    "StartSurvey",
    "StartVisit",
    "Stop",
    "SubmitPlan",
    "SubmitRectification",
    "SubmitRedraw",
    "SubmitSelfCheck",
    "SupervisorStep",
    "SurveyStep",
    "TakeSuggestions",
    "TaskStep",
    "TransferHazard",
    "UndoMerge",
    "UndoRedraw",
    "UndoSurvey",
    "Verdict",
    "VerifyFile",
    "VerifyPosition",
    "VerifyRecord",
    "VisitKind",
    "VisitOutcome",
    "VisitStep",
    "VoidHazard",
    "WithdrawGradingMethod",
    "WithdrawList",
    "WithdrawRedraw",
    "WriteGradingMethod",
    "WriteQualityRule",
]
