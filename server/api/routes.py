"""All blueprints of the JSON API, and the OpenAPI page they make."""

from __future__ import annotations

from typing import Final

from flask_openapi3 import OpenAPI

from server.api import (
    acts,
    applications,
    balance,
    basemap,
    colleagues,
    enterprises,
    events,
    exports,
    fieldwork,
    files,
    grading,
    hazards,
    heat,
    imports,
    inbox,
    indicators,
    inspections,
    listings,
    lists,
    maps,
    notices,
    onboarding,
    openapi,
    pack,
    papers,
    photos,
    plans,
    proposals,
    public,
    quality,
    redraw_files,
    redraws,
    rescues,
    rosters,
    self_checks,
    session,
    spot_checks,
    standards,
    surveys,
    tasks,
    tokens,
)

BLUEPRINTS: Final = (
    session.api,
    tokens.api,
    acts.api,
    pack.api,
    photos.api,
    hazards.api,
    balance.api,
    listings.api,
    lists.api,
    inspections.api,
    enterprises.api,
    files.api,
    fieldwork.api,
    grading.api,
    notices.api,
    maps.api,
    basemap.api,
    events.api,
    heat.api,
    indicators.api,
    quality.api,
    colleagues.api,
    inbox.api,
    papers.api,
    imports.api,
    exports.api,
    rescues.api,
    redraws.api,
    redraw_files.api,
    proposals.api,
    standards.api,
    self_checks.api,
    spot_checks.api,
    surveys.api,
    plans.api,
    tasks.api,
    public.api,
    applications.api,
    onboarding.api,
    rosters.api,
)


def install(app: OpenAPI) -> None:
    """Register every blueprint, and the document that describes them."""
    for blueprint in BLUEPRINTS:
        app.register_api(blueprint)
    app.add_url_rule("/api/v1/openapi.json", "openapi", lambda: openapi.document(app))
