"""Refusals as answers: the one map from codes to HTTP, and the sentence in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask import Flask, Response, g, request
from psycopg.errors import QueryCanceled
from pydantic import ValidationError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from grids.errors import CODES, Refusal
from grids.policy import HERE
from server import catalogue
from server.catalogue import LANGUAGES, text
from server.db import WEB_STATEMENT_TIMEOUT_S
from server.photos import StorageError

STATUS: Final[dict[str, int]] = {
    **dict.fromkeys(CODES, 409),
    "area-not-yours": 403,
    "bad-act": 422,
    "bad-attachment": 422,
    "bad-crs": 422,
    "bad-date": 422,
    "bad-file": 422,
    "bad-photo": 422,
    "assessment-early": 409,
    "assessment-item": 422,
    "assessment-points": 422,
    "assessment-state": 409,
    "assessment-unfit": 422,
    "assessment-waits": 409,
    "circular-address": 422,
    "circular-unfit": 422,
    "contacts-lack": 422,
    "contacts-twice": 422,
    "field-unfit": 422,
    "record-unfit": 422,
    "bad-query": 400,
    "bad-rescue": 422,
    "cursor-gone": 410,
    "grading-method": 422,
    "interim-measures-needed": 422,
    "link-gone": 404,
    "live-absent": 503,
    "not-data-owner": 403,
    "not-found": 404,
    "not-receiver": 403,
    "not-yours": 403,
    "office-not-yours": 403,
    "phase-empty": 422,
    "photo-needed": 422,
    "proposal-town": 422,
    "proposal-units": 422,
    "reason-needed": 422,
    "accident-time": 422,
    "accident-type": 422,
    "report-channel": 422,
    "report-code": 404,
    "report-elsewhere": 422,
    "report-hazard": 422,
    "report-nobody": 404,
    "report-outside": 422,
    "report-photo": 422,
    "report-reading": 403,
    "report-reward": 422,
    "reward-limits": 422,
    "reports-full": 429,
    "self-check-quick": 422,
    "self-check-short": 422,
    "short-password": 422,
    "sign-in-failed": 401,
    "signed-out": 401,
    "storage-failed": 503,
    "survey-area": 422,
    "too-large": 413,
    "inspection-form-lacks": 422,
    "too-many-tokens": 409,
    "too-many-tries": 429,
    "too-slow": 503,
    "training-code": 422,
    "training-subject": 422,
    "training-unfit": 422,
    "unit-needed": 422,
    "unit-unknown": 422,
    "unknown-thing": 422,
    "username-unfit": 422,
}
"""Refusal code -> HTTP status; a wrong state or a lost race is 409."""


_OWN_STATES: Final = frozenset(
    {
        "assessment-state",
        "circular-state",
        "grading-state",
        "inspection-state",
        "key-state",
        "list-state",
        "listing-state",
        "plan-state",
        "redraw-state",
        "report-state",
        "survey-state",
        "task-state",
    }
)
"""Refusals of a state whose words are the noun's own."""


def language() -> str:
    """Return the reader's language: the person's, else what the browser asks for, else Chinese."""
    chosen: str | None = g.get("locale") or request.accept_languages.best_match(LANGUAGES)
    return chosen if chosen in LANGUAGES else "zh"


def sentence(code: str, facts: Mapping[str, object], lang: str) -> str:
    """Say a refusal in words, naming the state, and what is wrong with a photo or a query."""
    named = dict(facts)
    named |= _words_of_files(code, named, lang) | _words_of_offices(code, named, lang)
    if "state" in named:
        kind = code.removesuffix("-state") if code in _OWN_STATES else "state"
        named["state_word"] = text("words", f"{kind}.{named['state']}", lang)
    if code == "listing-level":
        named["level"] = text("words", f"level.{named['level']}", lang)
    if code == "plan-parts-missing":
        parts = [text("words", f"plan.{part}", lang) for part in str(named["parts"]).split(",")]
        named["parts"] = text("documents", "comma", lang).join(parts)
    for name in ("fault", "lack", "standing"):
        if name in named and f"{name}_word" not in named:
            named[f"{name}_word"] = text("words", f"{name}.{named[name]}", lang)
    if code == "bad-photo":
        named["reason"] = text("words", f"photo.{named['reason']}", lang)
    if code in {"redraw-behind", "survey-behind"}:
        named["at"] = datetime.fromisoformat(str(named["at"])).astimezone(HERE).strftime("%Y-%m-%d %H:%M")
    if code == "bad-rescue":
        named["reason"] = text("words", f"rescue.{named['reason']}", lang)
    if code == "bad-query":
        named["reason"] = text("layers", f"cause.{named['cause']}", lang, named)
    return text("refusals", code, lang, named)


def _words_of_files(code: str, facts: Mapping[str, object], lang: str) -> dict[str, str]:
    """Name what a refusal about an enterprise's file speaks of: topic, field, fault, status, owner."""
    match code:
        case "record-unfit":
            listed = catalogue.read("files", lang)
            topic, field = facts["topic"], facts["field"]
            word = listed.get(f"field.{topic}.{field}") or listed.get(f"field.{field}") or str(field)
            fault = text("files", f"fault.{facts['fault']}", lang)
            return {"topic_word": text("files", f"topic.{topic}", lang), "field_word": word, "fault_word": fault}
        case "field-unfit":
            field, fault = text("files", f"base.{facts['field']}", lang), text("files", f"fault.{facts['fault']}", lang)
            return {"field_word": field, "fault_word": fault}
        case "status-step":
            return {f"{name}_word": text("words", f"status.{facts[name]}", lang) for name in ("now", "wanted")}
        case "inspection-form-lacks":
            form, field = (
                text("inspections", f"form.{facts['form']}", lang),
                text("inspections", f"field.{facts['field']}", lang),
            )
            return {"form_word": form, "field_word": field}
        case "inspection-form-by":
            return {"form_word": text("inspections", f"form.{facts['form']}", lang)}
        case "not-data-owner":
            return {"owner_word": text("words", f"owner.{facts['owner']}", lang)}
        case _:
            return {}


def _words_of_offices(code: str, facts: Mapping[str, object], lang: str) -> dict[str, str]:
    """Name what a refusal about contact tables and circulars speaks of."""
    match code:
        case "contacts-lack":
            parts = [text("documents", f"contacts.part.{part}", lang) for part in str(facts["parts"]).split(",")]
            return {"parts_word": text("documents", "comma", lang).join(parts)}
        case "training-time":
            times = (datetime.fromisoformat(str(facts[name])).astimezone(HERE) for name in ("first", "last"))
            return dict(zip(("first", "last"), (f"{each:%Y-%m-%d %H:%M}" for each in times), strict=True))
        case "assessment-unfit":
            return {"fault_word": text("assessments", f"unfit.{facts['fault']}", lang, facts)}
        case "circular-unfit" | "bad-attachment" | "training-unfit":
            return {"fault_word": text("offices", f"{code}.{facts['fault']}", lang, facts)}
        case _:
            return {}


def answer(code: str, facts: Mapping[str, object]) -> Response:
    """Build the problem+json body of a refusal."""
    status = STATUS[code]
    body = {
        "type": f"/problems/{code}",
        "title": CODES[code],
        "status": status,
        "detail": sentence(code, facts, language()),
        "code": code,
        **{name: value for name, value in facts.items() if name not in {"status", "code", "detail"}},
    }
    return Response(json.dumps(body, ensure_ascii=False, default=str), status, mimetype="application/problem+json")


def invalid(problem: ValidationError) -> Response:
    """Answer a request whose parameters have the wrong form."""
    first = problem.errors(include_url=False, include_input=False)[0]
    return answer("bad-act", {"at": f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"})


def install(app: Flask) -> None:
    """Answer refusals and HTTP errors as problems."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(ValidationError, invalid)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StorageError, lambda _: answer("storage-failed", {}))


def _refused(refusal: Refusal) -> Response:
    return answer(refusal.code, refusal.facts)


def _unfit(fault: DataError) -> Response:
    """Answer a request that names what no column can hold: a null character, a day that is none."""
    return answer("bad-act", {"at": str(fault.orig).partition("\n")[0]})


def out_of_time(fault: OperationalError) -> Response:
    """Answer a question that the database gave up after the limit of the web; anything else is a fault of ours."""
    if not isinstance(fault.orig, QueryCanceled):
        raise fault
    return answer("too-slow", {"seconds": WEB_STATEMENT_TIMEOUT_S})


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    code = {404: "not-found", 405: "not-found", 413: "too-large", 401: "signed-out"}.get(status)
    if code is not None:
        made = answer(code, {"limit": "—"})
        made.status_code = status
        return made
    body = {"type": "about:blank", "title": error.name, "status": status, "detail": error.description, "code": None}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
