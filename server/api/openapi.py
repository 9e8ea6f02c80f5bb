"""The document that describes the API: what the routes declare, and what no route can say of itself.

Errors are problem+json everywhere; acts are described by the commands; bytes by their media type.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from flask_openapi3 import OpenAPI
from pydantic import BaseModel, TypeAdapter

from server import wire
from server.api import (
    accident_answers,
    answers,
    assessment_answers,
    basemap_answers,
    circular_answers,
    contact_answers,
    coverage_answers,
    file_answers,
    grading_answers,
    heat_answers,
    indicator_answers,
    inspection_answers,
    life_answers,
    list_answers,
    model_answers,
    office_answers,
    onboarding_answers,
    plan_answers,
    proposal_answers,
    public_report_answers,
    quality_answers,
    redraw_answers,
    redraw_files,
    self_check_answers,
    spot_check_answers,
    standard_answers,
    survey_answers,
    training_answers,
)
from server.api.context import COOKIE
from server.api.imports import Upload
from server.api.redraws import Try
from server.api.rosters import RosterFile
from server.api.shapes import Problem, VerdictList
from server.api.surveys import SurveyFile

_REF: Final = "#/components/schemas/{model}"
ANSWERS: Final[Mapping[tuple[str, str], Any]] = {
    **assessment_answers.ANSWERS,
    **plan_answers.ANSWERS,
    ("get", "/api/v1/accidents"): accident_answers.AccidentList,
    ("get", "/api/v1/accidents/types"): list[accident_answers.AccidentEditionShape],
    ("get", "/api/v1/accidents/{id}"): accident_answers.AccidentWhole,
    ("get", "/api/v1/areas"): list[office_answers.BodyShape],
    ("get", "/api/v1/balance"): life_answers.BalanceShape,
    ("get", "/api/v1/balance/items"): life_answers.StayList,
    ("get", "/api/v1/basemap"): basemap_answers.OfferedShape,
    ("get", "/api/v1/basemap/pack/about"): basemap_answers.PackShape | None,
    ("put", "/api/v1/attachments/{sha256}"): circular_answers.AttachmentKept,
    ("get", "/api/v1/circulars"): circular_answers.CircularList,
    ("get", "/api/v1/circulars/audience"): circular_answers.ReachedShape,
    ("get", "/api/v1/circulars/draft"): circular_answers.ReportDraftShape,
    ("get", "/api/v1/circulars/duties"): circular_answers.DutyList,
    ("get", "/api/v1/circulars/{id}"): circular_answers.CircularWhole,
    ("get", "/api/v1/circulars/{id}/addressees"): circular_answers.AddresseeList,
    ("get", "/api/v1/contacts"): contact_answers.OfficeList,
    ("get", "/api/v1/contacts/{office}"): contact_answers.ContactWhole,
    ("get", "/api/v1/change-requests"): list[office_answers.ChangeRequestShape],
    ("get", "/api/v1/changes"): answers.Delta,
    ("get", "/api/v1/coverage"): coverage_answers.CoverageTable,
    ("get", "/api/v1/coverage/enterprises"): coverage_answers.CoveredList,
    ("post", "/api/v1/devices/{id}/key"): office_answers.RescueKept,
    ("get", "/api/v1/enterprises/{id}"): answers.EnterpriseWhole,
    ("get", "/api/v1/codes/{list}"): file_answers.CodeListShape,
    ("get", "/api/v1/enterprises/{id}/file"): file_answers.FileShape,
    ("get", "/api/v1/files"): file_answers.FileList,
    ("get", "/api/v1/papers"): list[file_answers.PaperRow],
    ("get", "/api/v1/enterprises/{id}/grading"): grading_answers.EnterpriseGrading,
    ("get", "/api/v1/exports"): list[office_answers.ExportShape],
    ("post", "/api/v1/exports"): office_answers.ExportShape,
    ("get", "/api/v1/exports/plan"): office_answers.ExportPlan,
    ("get", "/api/v1/exports/{id}"): office_answers.ExportShape,
    ("get", "/api/v1/figures/areas"): heat_answers.AreaHeat,
    ("get", "/api/v1/figures/grades"): grading_answers.GradeFigures,
    ("get", "/api/v1/figures/units"): office_answers.Figures,
    ("get", "/api/v1/figures/visits"): grading_answers.VisitFigures,
    ("get", "/api/v1/grading/due"): grading_answers.DuePage,
    ("get", "/api/v1/grading/methods"): list[grading_answers.MethodShape],
    ("get", "/api/v1/grading/methods/{id}"): grading_answers.MethodWhole,
    ("get", "/api/v1/grading/proposals"): grading_answers.ProposalPage,
    ("get", "/api/v1/grading/runs"): list[grading_answers.RunShape],
    ("post", "/api/v1/grading/trial"): grading_answers.TrialShape,
    ("get", "/api/v1/grading/vocabulary"): grading_answers.Vocabulary,
    ("get", "/api/v1/hazards/{id}"): answers.HazardWhole,
    ("get", "/api/v1/heat"): heat_answers.GroundHeat,
    ("get", "/api/v1/indicators"): indicator_answers.IndicatorTable,
    ("get", "/api/v1/indicators/earlier"): indicator_answers.Earlier,
    ("get", "/api/v1/indicators/{name}/facts"): indicator_answers.IndicatorFacts,
    ("get", "/api/v1/imports"): list[office_answers.ImportReport],
    ("post", "/api/v1/imports/layers"): list[str],
    ("post", "/api/v1/imports"): office_answers.ImportReport,
    ("get", "/api/v1/inbox"): office_answers.Inbox,
    ("get", "/api/v1/inspection-documents"): inspection_answers.DocumentList,
    ("get", "/api/v1/inspections"): inspection_answers.InspectionList,
    ("get", "/api/v1/inspections/numbers"): inspection_answers.NumbersShape,
    ("get", "/api/v1/inspections/{id}"): inspection_answers.InspectionWhole,
    ("get", "/api/v1/kept"): list[answers.KeptShape],
    ("post", "/api/v1/kept"): answers.KeptNow,
    ("get", "/api/v1/listings"): life_answers.ListingsShape,
    ("get", "/api/v1/listings/{id}"): life_answers.ListingWhole,
    ("get", "/api/v1/notices/{id}"): answers.NoticeWhole,
    ("get", "/api/v1/notices/{id}/link"): answers.LinkShape,
    ("get", "/api/v1/applications"): onboarding_answers.ApplicationList,
    ("get", "/api/v1/applications/{id}"): onboarding_answers.ApplicationWhole,
    ("get", "/api/v1/onboarding"): onboarding_answers.OnboardingTable,
    ("get", "/api/v1/onboarding/curve"): onboarding_answers.OnboardingCurve,
    ("get", "/api/v1/onboarding/enterprises"): onboarding_answers.StageList,
    ("post", "/api/v1/public/applications"): onboarding_answers.ReceiptShape,
    ("post", "/api/v1/public/applications/correction"): onboarding_answers.OwnApplication,
    ("post", "/api/v1/public/applications/state"): onboarding_answers.OwnApplication,
    ("get", "/api/v1/public/places"): list[onboarding_answers.PlaceShape],
    ("get", "/api/v1/rosters"): onboarding_answers.RosterList,
    ("post", "/api/v1/rosters"): onboarding_answers.RosterShape,
    ("get", "/api/v1/rosters/{id}"): onboarding_answers.RosterShape,
    ("get", "/api/v1/rosters/{id}/rows"): onboarding_answers.RosterRows,
    ("get", "/api/v1/pack"): answers.Pack,
    ("get", "/api/v1/pack/files"): answers.FilesCarried,
    ("get", "/api/v1/people"): list[answers.ColleagueShape],
    ("get", "/api/v1/public/notices/{token}"): answers.PublicNotice,
    ("post", "/api/v1/public/notices/{token}/acts"): VerdictList,
    ("put", "/api/v1/public/notices/{token}/blobs/{sha256}"): answers.StoredShape,
    ("put", "/api/v1/blobs/{sha256}"): answers.StoredShape,
    ("get", "/api/v1/pulse"): answers.Pulse,
    ("get", "/api/v1/quality"): quality_answers.QualityTable,
    ("get", "/api/v1/quality/trend"): quality_answers.QualityTrend,
    ("get", "/api/v1/quality/{rule}/files"): quality_answers.PoorFiles,
    ("get", "/api/v1/reconcile"): answers.Reconciled,
    ("post", "/api/v1/reconcile"): VerdictList,
    ("get", "/api/v1/public/reports/form"): public_report_answers.ReportForm,
    ("post", "/api/v1/public/reports"): public_report_answers.ReportReceipt,
    ("post", "/api/v1/public/reports/status"): public_report_answers.ReportAnswer,
    ("put", "/api/v1/public/reports/{number}/blobs/{sha256}"): answers.StoredShape,
    ("get", "/api/v1/reports"): public_report_answers.ReportList,
    ("get", "/api/v1/reports/{id}"): public_report_answers.ReportWhole,
    ("get", "/api/v1/reports/{id}/reporter"): public_report_answers.ReporterShape,
    ("get", "/api/v1/rescues"): list[office_answers.RescueShape],
    ("post", "/api/v1/rescues/{id}/decision"): office_answers.RescueShape,
    ("get", "/api/v1/redraws"): list[redraw_answers.RedrawShape],
    ("get", "/api/v1/redraws/{id}"): redraw_answers.RedrawWhole,
    ("get", "/api/v1/redraws/{id}/impact"): redraw_answers.Impact,
    ("post", "/api/v1/redraws/{id}/import"): redraw_answers.FileRead,
    ("get", "/api/v1/redraws/{id}/proposals"): list[proposal_answers.ProposalShape],
    ("post", "/api/v1/redraws/{id}/proposals"): proposal_answers.ProposalShape,
    ("get", "/api/v1/redraws/{id}/proposals/{n}"): proposal_answers.ProposalWhole,
    ("post", "/api/v1/redraws/{id}/try"): redraw_answers.Tried,
    ("get", "/api/v1/redraws/{id}/units"): redraw_answers.UnitCollection,
    ("get", "/api/v1/sessions"): list[office_answers.SessionShape],
    ("get", "/api/v1/self-checks"): self_check_answers.SelfCheckList,
    ("get", "/api/v1/self-checks/{id}"): self_check_answers.SelfCheckWhole,
    ("get", "/api/v1/self-reports/{enterprise}/{period}"): self_check_answers.SelfReportWhole,
    ("get", "/api/v1/self-periods"): self_check_answers.PeriodList,
    ("get", "/api/v1/self-figures"): self_check_answers.SelfFiguresShape,
    ("get", "/api/v1/standards"): standard_answers.StandardList,
    ("get", "/api/v1/standards/catalogue"): standard_answers.Catalogue,
    ("get", "/api/v1/standards/{id}"): standard_answers.StandardWhole,
    ("get", "/api/v1/standards/{id}/differences"): standard_answers.DifferenceShape,
    ("post", "/api/v1/standards/{id}/sheet"): standard_answers.SheetRead,
    ("get", "/api/v1/standards/{id}/versions/{version}"): standard_answers.VersionItems,
    ("get", "/api/v1/redraws/{id}/sites"): list[survey_answers.SiteShape],
    ("get", "/api/v1/surveys"): list[survey_answers.SurveyShape],
    ("post", "/api/v1/surveys"): survey_answers.SurveyMade,
    ("get", "/api/v1/surveys/{id}"): survey_answers.SurveyWhole,
    ("get", "/api/v1/surveys/{id}/map"): survey_answers.SurveyMap,
    ("get", "/api/v1/tokens"): list[office_answers.TokenShape],
    ("post", "/api/v1/tokens"): office_answers.NewTokenShape,
    ("get", "/api/v1/trainings"): training_answers.TrainingList,
    ("get", "/api/v1/trainings/attendance"): training_answers.AttendanceList,
    ("get", "/api/v1/trainings/figures"): training_answers.TrainingTable,
    ("get", "/api/v1/trainings/{id}"): training_answers.TrainingWhole,
    ("get", "/api/v1/units"): redraw_answers.DayCollection,
    **list_answers.ANSWERS,
    **model_answers.ANSWERS,
    **spot_check_answers.ANSWERS,
}
"""Answers of routes whose bodies come straight from the database, and so are not declared there."""

EMPTY: Final = frozenset(
    {
        ("delete", "/api/v1/kept/{id}"),
        ("delete", "/api/v1/session"),
        ("delete", "/api/v1/sessions/{id}"),
        ("post", "/api/v1/inbox/read"),
        ("delete", "/api/v1/tokens/{id}"),
        ("delete", "/api/v1/exports/{id}"),
        ("delete", "/api/v1/redraws/{id}/proposals/{n}"),
    }
)
_MEDIA: Final = {
    ".mvt": "application/vnd.mapbox-vector-tile",
    ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "/file": "application/octet-stream",
    "/basemap/pack": "application/vnd.pmtiles",
    "/basemap/tiles/{z}/{x}/{y}": "application/octet-stream",
    "/export": "application/octet-stream",
    "/clean": "application/geo+json",
    "/map/base": "application/geo+json",
    "/public/map": "application/geo+json",
    "/events": "text/event-stream",
}
_OPEN: Final = ("/api/v1/public/",)
_SELF_PROVED: Final = frozenset({("post", "/api/v1/session"), ("post", "/api/v1/rescue")})
_STORED: Final = ("/api/v1/blobs/{sha256}", "/api/v1/public/notices/{token}/blobs/{sha256}")
_RAW: Final = {**dict.fromkeys(_STORED, "image/jpeg"), "/api/v1/attachments/{sha256}": "application/octet-stream"}


@functools.cache
def document(app: OpenAPI) -> dict[str, Any]:
    """Complete what the routes declare."""
    doc = deepcopy(app.api_doc)
    schemas = doc["components"]["schemas"]
    schemas.pop("ValidationErrorModel", None)
    _schema(Problem, schemas)
    doc["components"]["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}}
    doc["components"]["responses"] = {"Problem": _problem()}
    doc["security"] = [{"session": []}]
    for path, item in doc["paths"].items():
        for method, operation in item.items():
            _complete(operation, method, path, schemas)
    for path in _STORED:
        doc["paths"][path]["head"] = _head(doc["paths"][path]["put"])
    return doc


def _complete(operation: dict[str, Any], method: str, path: str, schemas: dict[str, Any]) -> None:
    """Add what an operation answers, what it takes, and how it refuses."""
    operation["tags"] = [path.removeprefix("/api/v1/").strip("/").split("/")[0]]
    told = operation["responses"]
    told.pop("422", None)
    told["default"] = {"$ref": "#/components/responses/Problem"}
    answer = ANSWERS.get((method, path))
    media = next((kind for ending, kind in _MEDIA.items() if path.endswith(ending)), None)
    if answer is not None:
        told["200"] = {"description": "OK", "content": {"application/json": {"schema": _schema(answer, schemas)}}}
    elif media is not None:
        shown = {"schema": {"type": "object"}} if media.endswith("json") else _BYTES
        told["200"] = {"description": "OK", "content": {media: shown}}
    elif (method, path) in EMPTY:
        told["204"] = {"description": "Done"}
    _describe_body(operation, method, path, schemas)
    if path.startswith(_OPEN) or (method, path) in _SELF_PROVED:
        operation["security"] = []


def _describe_body(operation: dict[str, Any], method: str, path: str, schemas: dict[str, Any]) -> None:
    """Add what an operation takes beside JSON that is declared at its route, and what it then keeps."""
    told = operation["responses"]
    if path.endswith("/acts") and method == "post":
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _batch(schemas)}}}
    if path.endswith("/try"):
        schema = _schema(Try, schemas)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    last = (method, path.rsplit("/", 1)[-1])
    if last in _FORMS:
        fields = _FORMS[last]
        schema = _FILE if fields is None else _form(fields)
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    if path in _STORED or path.startswith("/api/v1/public/reports/{number}/blobs"):
        operation["requestBody"] = {"required": True, "content": {"image/jpeg": _BYTES}}
    if path in _RAW:
        operation["requestBody"] = {"required": True, "content": {_RAW[path]: _BYTES}}
    if method == "post" and path.startswith("/api/v1/imports"):
        form = _FILE if path.endswith("/layers") else _form(Upload)
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    if (method, path) in _KEPT:
        told["201"] = {
            "description": "Kept",
            "content": {"application/json": {"schema": _schema(office_answers.RescueKept, schemas)}},
        }
        operation["requestBody"] = {"required": True, "content": _KEPT[method, path]}


_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}
_FILE: Final = {"type": "object", "properties": {"file": _BYTES["schema"]}, "required": ["file"]}


_FORMS: Final[Mapping[tuple[str, str], type[BaseModel] | None]] = {
    ("post", "import"): redraw_files.Upload,
    ("post", "rosters"): RosterFile,
    ("post", "sheet"): None,
    ("post", "surveys"): SurveyFile,
}
"""Method and last part of a path -> the fields of the form it takes beside a file; None: the file alone."""
_KEPT: Final[Mapping[tuple[str, str], dict[str, Any]]] = {
    ("post", "/api/v1/rescue"): {"application/octet-stream": _BYTES},
    ("post", "/api/v1/rescues"): {"multipart/form-data": {"schema": _FILE}},
}


def _form(upload: type[BaseModel]) -> dict[str, Any]:
    """Describe the form of an import: its fields, and the file."""
    form = TypeAdapter(upload).json_schema(ref_template=_REF)
    form["properties"]["file"] = _BYTES["schema"]
    form["required"] = [*form.get("required", ()), "file"]
    return form


def _problem() -> dict[str, Any]:
    told = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": "Refused, and why", "content": {"application/problem+json": told}}


def _head(put: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the question that goes before an upload: flask-openapi3 describes no HEAD."""
    return {
        "summary": "Is this photo stored",
        "operationId": f"{put['operationId']}_head",
        "tags": put["tags"],
        "parameters": put["parameters"],
        "responses": {"200": {"description": "Stored whole, sent by the asker"}, "404": {"description": "Not stored"}},
        **({"security": put["security"]} if "security" in put else {}),
    }


def _schema(answer: Any, schemas: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a model or a list of them
    """Describe an answer and put what it is made of beside the others.

    Raises: ValueError where two models have one name, for the page would tell of one of them only.
    """
    found = TypeAdapter(answer).json_schema(ref_template=_REF, mode="serialization")
    for name, model in found.pop("$defs", {}).items():
        _put(schemas, name, model)
    if isinstance(answer, type) and issubclass(answer, BaseModel):
        _put(schemas, answer.__name__, found)
        return {"$ref": _REF.format(model=answer.__name__)}
    return found


def _put(schemas: dict[str, Any], name: str, model: dict[str, Any]) -> None:
    known = schemas.setdefault(name, model)
    if known.get("properties", {}).keys() != model.get("properties", {}).keys() or known.get("enum") != model.get(
        "enum"
    ):
        raise ValueError(f"two models of the API are named {name}")


def _batch(schemas: dict[str, Any]) -> dict[str, Any]:
    """Describe a batch of acts: the envelope, and each command by its kind."""
    item = wire.ITEM.json_schema(ref_template=_REF)
    schemas.update(item.pop("$defs", {}))
    schemas["Act"] = item
    batch = wire.BATCH.json_schema(ref_template=_REF)
    batch["properties"]["items"]["items"] = {"$ref": _REF.format(model="Act")}
    return batch
