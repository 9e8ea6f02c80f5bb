"""Every intention, once: what the phone queues, the wire carries and the door accepts.

Each class is one act of one person. `kind` is its name on the wire; ids are made where the act is made.
One file a noun; `terms` is what several speak of.
"""

from __future__ import annotations

from grids.commands.enterprises import (
    AssignUnit,
    DecideChange,
    EnterpriseStep,
    ProposeChange,
    VerifyPosition,
)
from grids.commands.hazards import (
    AcceptTransfer,
    ChangeLevel,
    DecideExtension,
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
from grids.commands.notices import (
    AcknowledgeNotice,
    IssueNotice,
    NoticeItem,
    NoticeStep,
    RevokeNoticeLink,
)
from grids.commands.quality import (
    EndQualityRule,
    QualityStep,
    WriteQualityRule,
)
from grids.commands.redraws import (
    ArchiveRedraw,
    DecideRedraw,
    EditRedraw,
    RebaseRedraw,
    RedoRedraw,
    RedrawStep,
    StartRedraw,
    SubmitRedraw,
    UndoRedraw,
    WithdrawRedraw,
)
from grids.commands.terms import (
    AnswerResult,
    Fix,
    HazardLevel,
    NoticeKind,
    Photo,
    Photos,
    VisitKind,
    VisitOutcome,
)
from grids.commands.visits import (
    Answer,
    FinishVisit,
    StartVisit,
    VisitStep,
)

Command = HazardStep | VisitStep | NoticeStep | EnterpriseStep | RedrawStep | QualityStep

__all__ = [
    "AcceptTransfer",
    "AcknowledgeNotice",
    "Answer",
    "AnswerResult",
    "ArchiveRedraw",
    "AssignUnit",
    "ChangeLevel",
    "Command",
    "DecideChange",
    "DecideExtension",
    "DecideRedraw",
    "EditRedraw",
    "EndQualityRule",
    "EnterpriseStep",
    "FinishVisit",
    "Fix",
    "HazardLevel",
    "HazardStep",
    "IssueNotice",
    "MergeHazard",
    "NoticeItem",
    "NoticeKind",
    "NoticeStep",
    "OpenHazard",
    "Photo",
    "Photos",
    "ProposeChange",
    "QualityStep",
    "RebaseRedraw",
    "RecordHazard",
    "RectifyOnTheSpot",
    "RedoRedraw",
    "RedrawStep",
    "ReinspectHazard",
    "RejectHazard",
    "ReopenHazard",
    "RequestExtension",
    "ReturnTransfer",
    "ReviewPlan",
    "RevokeNoticeLink",
    "StartRedraw",
    "StartVisit",
    "SubmitPlan",
    "SubmitRectification",
    "SubmitRedraw",
    "TransferHazard",
    "UndoRedraw",
    "VerifyPosition",
    "VisitKind",
    "VisitOutcome",
    "VisitStep",
    "VoidHazard",
    "WithdrawRedraw",
    "WriteQualityRule",
]
