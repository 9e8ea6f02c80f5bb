"""How each route is walked; one that is not in `WALKS` or `OPEN` fails: say here what it shows to whom."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from server.store.tables import AccessToken, ActReceived, ExportRow, InboxMessage, SignInSession
from tests.server.scope import (
    walks_accidents,
    walks_assessments,
    walks_coverage,
    walks_inspections,
    walks_lists,
    walks_models,
    walks_offices,
    walks_onboarding,
    walks_plans,
    walks_public_reports,
)
from tests.server.scope.calls import Call
from tests.server.scope.world import ENTERPRISES, GRADERS, IMPORTERS, SEES, SEES_UNITS, SOON, UNIT_OF, WORKS, World
from tests.server.stage import picture
from tests.town import TOWNS, named

OPEN: frozenset[tuple[str, str]] = frozenset(
    {
        *walks_onboarding.OPEN,
        *walks_public_reports.OPEN,
        ("/", "GET"),
        ("/<path:name>", "GET"),
        ("/csp", "POST"),
        ("/healthz", "GET"),
        ("/ogc", "GET"),
        ("/ogc/", "GET"),
        ("/ogc/api", "GET"),
        ("/ogc/conformance", "GET"),
        ("/ogc/style.css", "GET"),
        ("/ogc/tileMatrixSets", "GET"),
        ("/ogc/tileMatrixSets/<string:scheme>", "GET"),
        ("/api/v1/openapi.json", "GET"),
        ("/api/v1/session", "POST"),
        ("/api/v1/rescue", "POST"),
        ("/api/v1/public/notices/<string:token>", "GET"),
        ("/api/v1/public/notices/<string:token>/acts", "POST"),
        ("/api/v1/public/notices/<string:token>/blobs/<string:sha256>", "HEAD"),
        ("/api/v1/public/notices/<string:token>/blobs/<string:sha256>", "PUT"),
        ("/api/v1/public/notices/<string:token>/photos/<string:sha256>/view.jpg", "GET"),
        ("/api/v1/public/notices/<string:token>/photos/<string:sha256>/thumb.jpg", "GET"),
    }
)
"""Answered to whoever asks; the public notice and the rescue file prove themselves, with tests of their own
(test_public_notice.py, test_quarantine.py)."""


Walk = Callable[[World, str], Iterator[Call]]


def one(path: str, kind: str) -> Walk:
    """Ask for every thing of a kind: what is in scope is there, everything else is unknown."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of(kind):
            yield Call(path.format(thing.id), wanted=200 if world.sees(who, thing) else 404)
        yield Call(path.format(_unknown(kind)), wanted=404)

    return walk


def listing(path: str, kind: str, ids: Callable[[Any], list[str]] | None = None) -> Walk:
    """Ask for a list: exactly what is in scope."""

    def walk(world: World, who: str) -> Iterator[Call]:
        call = Call(path, query={"limit": 500}, listed=frozenset(world.seen(who, kind)))
        yield call if ids is None else replace(call, ids=ids)

    return walk


def balance(world: World, who: str) -> Iterator[Call]:
    """Count what is on the list in one's own area; enterprises, planners and admins have no such ledger."""
    if who in NO_BALANCE:
        yield Call("/api/v1/balance", wanted=403)
        return
    new = frozenset({str(len(world.seen(who, "hazard")))})
    yield Call("/api/v1/balance", query=_BEGINNING, listed=new, ids=lambda body: [str(body["total"]["new"])])


def balance_items(world: World, who: str) -> Iterator[Call]:
    """List what a number of it counts."""
    if who in NO_BALANCE:
        yield Call("/api/v1/balance/items", query={"part": "open"}, wanted=403)
        return
    query = {**_BEGINNING, "part": "new", "limit": 500}
    listed = frozenset(world.seen(who, "hazard"))
    yield Call("/api/v1/balance/items", query=query, listed=listed, ids=_hazards)


def balance_book(_: World, who: str) -> Iterator[Call]:
    """Answer the same as a workbook."""
    yield Call("/api/v1/balance.xlsx", wanted=403 if who in NO_BALANCE else 200)


NO_BALANCE = frozenset({"li", "ma", "zhu", "chen", "guan"})
_BEGINNING: Mapping[str, object] = {"first": "2025-01-01"}


def _hazards(body: Any) -> list[str]:
    return [str(item["hazard_id"]) for item in body["items"]]


def link_of_notice(world: World, who: str) -> Iterator[Call]:
    """The issuer's side gets the link of a notice in scope; others are refused before anything is looked up."""
    issuers = {"wang", "bo", "lin", "an", "xi", "qin", "ren", "xu", "zou", "zan", "zqi", "zxu"}
    for thing in world.of("notice"):
        inside = 200 if world.sees(who, thing) else 404
        yield Call(f"/api/v1/notices/{thing.id}/link", wanted=inside if who in issuers else 403)


def whole_pack(world: World, who: str) -> Iterator[Call]:
    """Walk every list of the area pack; desks above the town read by query and get no facts in it."""
    in_field = who not in {"bu", "xu", "shi", "hua", "chen", "guan", "zxu"}
    for part, kind in (("enterprises", "enterprise"), ("hazards", "hazard"), ("notices", "notice")):
        listed = world.held(who, kind) if in_field else set()
        yield Call("/api/v1/pack", listed=frozenset(listed), ids=_ids_in(part))
    yield Call("/api/v1/pack", listed=frozenset(world.seen(who, "unit")), ids=_ids_in("units"))
    yield Call("/api/v1/pack", listed=_inspectors(who), ids=_ids_in("inspectors"))


def files_of_pack(world: World, who: str) -> Iterator[Call]:
    """Ask for the file of every enterprise there is: those in scope are answered, of the others nothing is said."""
    everything = ",".join(thing.id for thing in world.of("enterprise"))
    yield Call("/api/v1/pack/files", query={"ids": everything}, listed=frozenset(world.seen(who, "enterprise")))


def all_changes(world: World, who: str) -> Iterator[Call]:
    """Read the feed from its beginning: exactly what is in scope now, and nothing that was never in it."""
    for kind in ("enterprise", "hazard", "notice"):
        yield Call(
            "/api/v1/changes",
            query={"cursor": beginning(world, who), "limit": 2000},
            listed=frozenset(world.held(who, kind)),
            ids=_upserted(kind),
        )
    yield Call("/api/v1/changes", query={"cursor": beginning(world, who)}, listed=frozenset(), ids=_removed)


def beginning(world: World, who: str) -> str:
    """Return a cursor of somebody's that lies before everything."""
    return ":".join([*str(world.stage.get(who, "/api/v1/pack").json["cursor"]).split(":")[:-2], "0", "0"])


def figures(world: World, who: str) -> Iterator[Call]:
    """Walk the figures: rows of one's own units only (their numbers: test_scope_tiles.py)."""
    rows = frozenset(world.seen(who, "unit")) if SEES[who] else frozenset()
    yield Call("/api/v1/figures/units", listed=rows, ids=lambda body: [str(u["unit_id"]) for u in body["units"]])


def heat(world: World, who: str) -> Iterator[Call]:
    """Count on the ground exactly what lies in one's area and was judged true; nothing beside it, not as a number."""
    counted = [t for t in world.of("hazard") if t.state in {"open", "closed"} and world.sees(who, t)]
    for measure, seen in (("count", counted), ("per_enterprise", counted)):
        yield Call("/api/v1/heat", query={"measure": measure}, listed=frozenset({str(len(seen))}),
                   ids=lambda body: [str(body["total"]["hazards"])])  # fmt: skip
    listed = frozenset({str(len(world.seen(who, "enterprise")))})
    yield Call("/api/v1/heat", listed=listed, ids=lambda body: [str(body["total"]["enterprises"])])
    visits = frozenset({str(len(world.seen(who, "visit")))})
    yield Call("/api/v1/heat", listed=visits, ids=lambda body: [str(body["total"]["visits"])])
    for letter in ("A", "D", "Z"):
        inside = [t for t in counted if UNIT_OF.get(t.spot, t.spot) == letter]
        yield Call("/api/v1/heat", query={"measure": "count", "unit": world.unit(letter)},
                   listed=frozenset({str(len(inside))}), ids=lambda body: [str(body["total"]["hazards"])])  # fmt: skip


def area_figures(world: World, who: str) -> Iterator[Call]:
    """Walk the same by area: rows of one's own units, and of enterprises one sees."""
    rows = frozenset(world.seen(who, "unit")) if SEES[who] else frozenset()
    ids = _ids_in("areas")
    queries: tuple[dict[str, object], ...] = ({}, {"tested": "true"}, {"measure": "count"})
    for query in queries:
        yield Call("/api/v1/figures/areas", query=query, listed=rows, ids=ids)
    for letter in ("A", "D", "Z"):
        seen = {t.id for t in world.of("enterprise") if UNIT_OF.get(t.spot, t.spot) == letter and world.sees(who, t)}
        bottom = {"by": "enterprise", "unit": world.unit(letter)}
        yield Call("/api/v1/figures/areas", query=bottom, listed=frozenset(seen), ids=ids)
    yield Call("/api/v1/figures/areas", query={"by": "enterprise"}, wanted=422)


def indicators(world: World, who: str) -> Iterator[Call]:
    """Count what is in one's area and nothing beside it; enterprises, planners and admins see no figures."""
    if not SEES[who] or who in ENTERPRISES:
        yield Call("/api/v1/indicators", wanted=403)
        return
    hazards = [t for t in world.of("hazard") if t.state in {"open", "closed"} and world.sees(who, t)]
    wanted = {
        "rectified": len(hazards), "graded": len(world.seen(who, "enterprise")),
        "effective": len(world.seen(who, "visit")), "acknowledged": len(world.seen(who, "notice")),
    }  # fmt: skip
    yield Call("/api/v1/indicators", listed=frozenset(f"{name} {number}" for name, number in wanted.items()),
               ids=lambda body: [f"{name} {body['total'][name]['d']}" for name in wanted])  # fmt: skip


def indicators_earlier(world: World, who: str) -> Iterator[Call]:
    """Count the same days a year on, whose year before is now: what is in one's area and nothing beside it."""
    wanted = 403 if not SEES[who] or who in ENTERPRISES else 200
    yield Call("/api/v1/indicators/earlier", wanted=wanted)
    if wanted == 200:
        ahead = {"period_from": (date.fromisoformat(SOON) + timedelta(days=1)).isoformat(), "period_to": "2099-12-31"}
        seen = frozenset({str(len(world.seen(who, "enterprise")))})
        yield Call("/api/v1/indicators/earlier", query=ahead, listed=seen,
                   ids=lambda body: [str(body["before"]["total"]["graded"]["d"])])  # fmt: skip


def quality(world: World, who: str) -> Iterator[Call]:
    """Count the files of one's area and no others; enterprises, planners and admins see no scores."""
    if not SEES[who] or who in ENTERPRISES:
        yield Call("/api/v1/quality", wanted=403)
        return
    for by in ("town", "unit", "class"):
        yield Call("/api/v1/quality", query={"by": by}, listed=frozenset({str(len(world.seen(who, "enterprise")))}),
                   ids=lambda body: [str(body["total"]["files"])])  # fmt: skip


def poor_files(world: World, who: str) -> Iterator[Call]:
    """List the files without a photo of their site: all that one sees."""
    if not SEES[who] or who in ENTERPRISES:
        yield Call("/api/v1/quality/C4/files", wanted=403)
        return
    yield Call("/api/v1/quality/C4/files", query={"limit": 500}, listed=frozenset(world.seen(who, "enterprise")))
    yield Call("/api/v1/quality/none/files", wanted=404)


def quality_trend(_: World, who: str) -> Iterator[Call]:
    """Read the days that were counted: none yet."""
    if not SEES[who] or who in ENTERPRISES:
        yield Call("/api/v1/quality/trend", wanted=403)
        return
    yield Call("/api/v1/quality/trend", listed=frozenset(), ids=lambda body: [day["day"] for day in body["days"]])


def indicator_facts(world: World, who: str) -> Iterator[Call]:
    """List the facts behind figures: exactly what one sees."""
    path = "/api/v1/indicators/{}/facts"
    if not SEES[who] or who in ENTERPRISES:
        yield Call(path.format("rectified"), wanted=403)
        return
    hazards = [t.id for t in world.of("hazard") if t.state in {"open", "closed"} and world.sees(who, t)]
    seen = {"graded": world.seen(who, "enterprise"), "acknowledged": world.seen(who, "notice"), "rectified": hazards}
    for name, ids in seen.items():
        yield Call(path.format(name), query={"side": "of", "limit": 500}, listed=frozenset(ids))
    for letter in ("A", "D", "Z"):
        inside = [t.id for t in world.of("enterprise") if UNIT_OF.get(t.spot, t.spot) == letter and world.sees(who, t)]
        query = {"side": "of", "by": "unit", "key": world.unit(letter)}
        yield Call(path.format("graded"), query=query, listed=frozenset(inside))


def blobs(world: World, who: str) -> Iterator[Call]:
    """Ask whether photos are stored: one's own yes, others' as if they were not."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        own = {row.item for row in session.scalars(_acts_of(world, who))}
    for thing in world.of("photo"):
        sent = any(thing.id in item for item in own)
        yield Call(f"/api/v1/blobs/{thing.id}", method="HEAD", wanted=200 if sent else 404)


def kept(world: World, who: str) -> Iterator[Call]:
    """List what one keeps, for those whose phone holds their work only; others have nothing to choose."""
    del world
    yield Call("/api/v1/kept", listed=frozenset(), ids=_ids) if who in WORKS else Call("/api/v1/kept", wanted=403)


def keep(world: World, who: str) -> Iterator[Call]:
    """Take no enterprise from outside (from inside: test_fieldwork.py)."""
    outside = [thing for thing in world.of("enterprise") if not world.sees(who, thing)]
    for id_ in [str(_unknown("enterprise"))] + [thing.id for thing in outside]:
        wanted = 404 if who in WORKS else 403
        yield Call("/api/v1/kept", method="POST", json={"enterprise": id_}, wanted=wanted)


def let_go(world: World, who: str) -> Iterator[Call]:
    """Let go of what one never kept: nothing happens."""
    for thing in world.of("enterprise")[:2]:
        yield Call(f"/api/v1/kept/{thing.id}", method="DELETE", wanted=204 if who in WORKS else 403)


def upload(world: World, who: str) -> Iterator[Call]:
    """Other bytes under a hash are refused, whoever stored it."""
    del who
    for thing in world.of("photo")[::6]:
        yield Call(f"/api/v1/blobs/{thing.id}", method="PUT", data=picture("another"), wanted=422)


def act_result(world: World, who: str) -> Iterator[Call]:
    """One's own acts have results, others' are unknown."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        for row in session.scalars(select(ActReceived)):
            mine = row.person_id == world.stage.people[who]
            yield Call(f"/api/v1/acts/{row.id}", wanted=200 if mine else 404)


def reconciled(world: World, who: str) -> Iterator[Call]:
    """Everybody used the same device: only one's own acts of it are counted."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        own = len(session.scalars(_acts_of(world, who)).all())
    yield Call(
        "/api/v1/reconcile", query={"device_id": world.stage.device}, listed=frozenset({str(own)}),
        ids=lambda body: [str(body["acts"]["received"])],
    )  # fmt: skip


def read_back(world: World, who: str) -> Iterator[Call]:
    """Everybody asks for everybody's acts: one's own are answered."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        every = [str(id_) for id_ in session.scalars(select(ActReceived.id))]
        own = frozenset(str(row.id) for row in session.scalars(_acts_of(world, who)))
    yield Call("/api/v1/reconcile", method="POST", json={"ids": every}, listed=own)


def inbox(world: World, who: str) -> Iterator[Call]:
    """One's own messages."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(InboxMessage.id).where(InboxMessage.person_id == world.stage.people[who])
        own = frozenset(str(id_) for id_ in session.scalars(query))
    yield Call("/api/v1/inbox", listed=own, ids=lambda body: [str(item["id"]) for item in body["items"]])


def colleagues(world: World, who: str) -> Iterator[Call]:
    """List inspectors of one's own district."""
    del world
    yield Call("/api/v1/people", query={"role": "inspector"}, listed=_inspectors(who), ids=_ids)


def bodies(world: World, who: str) -> Iterator[Call]:
    """List the bodies of one's own district."""
    names = {"邻区", "邻镇"} if who.startswith("z") and who != "zhou" else {"示范区", "湖东镇", "湖西镇"}
    del world
    yield Call("/api/v1/areas", listed=frozenset(names), ids=lambda body: [item["name"] for item in body])


def other_sessions(world: World, who: str) -> Iterator[Call]:
    """Nobody ends somebody else's session."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(SignInSession.token_sha256).where(SignInSession.person_id != world.stage.people[who])
        for id_ in list(session.scalars(query))[:3]:
            yield Call(f"/api/v1/sessions/{id_}", method="DELETE", wanted=404)


def own_sessions(world: World, who: str) -> Iterator[Call]:
    """One's own sessions."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(SignInSession.token_sha256).where(SignInSession.person_id == world.stage.people[who])
        own = frozenset(session.scalars(query))
    yield Call("/api/v1/sessions", listed=own, ids=_ids)


def paper(path: str, kind: str) -> Walk:
    """Ask for papers: unknown outside; one inside is enough, for printing takes a second."""

    def walk(world: World, who: str) -> Iterator[Call]:
        shown = [thing for thing in world.of(kind) if world.sees(who, thing)]
        for thing in world.of(kind):
            if thing not in shown:
                yield Call(path.format(thing.id), wanted=404)
        for thing in shown[:1] if who in {"li", "an", "hua"} else ():
            yield Call(path.format(thing.id))

    return walk


def imports(world: World, who: str) -> Iterator[Call]:
    """List one's own imports, for the roles that import."""
    own = frozenset(thing.id for thing in world.of("import") if who == "an")
    if who in IMPORTERS:
        yield Call("/api/v1/imports", listed=own, ids=_ids)
    else:
        yield Call("/api/v1/imports", wanted=403)


def refused_rows(world: World, who: str) -> Iterator[Call]:
    """Return refused rows to whoever imported them."""
    wanted = (200 if who == "an" else 404) if who in IMPORTERS else 403
    yield Call(f"/api/v1/imports/{world.of('import')[0].id}/refused.csv", wanted=wanted)


def import_file(world: World, who: str) -> Iterator[Call]:
    """Take a file from the roles that import (where it may reach: the imports' own tests)."""
    del world
    yield Call("/api/v1/imports", method="POST", form={"kind": "enterprises"}, wanted=422 if who in IMPORTERS else 403)


def layers(world: World, who: str) -> Iterator[Call]:
    """Take a file to look into from the roles that import."""
    del world
    yield Call("/api/v1/imports/layers", method="POST", form={}, wanted=422 if who in IMPORTERS else 403)


def rescues(world: World, who: str) -> Iterator[Call]:
    """List the rescue files of one's own people, for the office."""
    if who in IMPORTERS:
        yield Call("/api/v1/rescues", listed=frozenset(world.seen(who, "rescue")), ids=_ids)
    else:
        yield Call("/api/v1/rescues", wanted=403)


def rescue_brought(world: World, who: str) -> Iterator[Call]:
    """Take a rescue file from the office only (what is in it: test_quarantine.py)."""
    del world
    yield Call("/api/v1/rescues", method="POST", form={}, wanted=422 if who in IMPORTERS else 403)


def rescue_decided(world: World, who: str) -> Iterator[Call]:
    """Decide on files of one's own people only; here without a reason, so that nothing is decided."""
    for thing in world.of("rescue"):
        inside = 422 if world.sees(who, thing) else 404
        yield Call(
            f"/api/v1/rescues/{thing.id}/decision", method="POST", json={"take": False},
            wanted=inside if who in IMPORTERS else 403,
        )  # fmt: skip


def device_key(world: World, who: str) -> Iterator[Call]:
    """Register the key of one's own phone, for oneself; bytes that are no key are refused."""
    del who
    path = f"/api/v1/devices/{world.stage.device}/key"
    yield Call(path, method="POST", json={"key": "A" * 88}, wanted=422)


def _ids(items: list[dict[str, Any]]) -> list[str]:
    return [str(item["id"]) for item in items]


def same_for_all(path: str, method: str = "GET", wanted: int = 200, json: object = None) -> Walk:
    """Answer alike to everybody who is signed in."""

    def walk(world: World, who: str) -> Iterator[Call]:
        del world, who
        yield Call(path, method=method, wanted=wanted, json=json)

    return walk


def plans(world: World, who: str) -> Iterator[Call]:
    """List the plans of boundaries of one's own ground."""
    yield Call("/api/v1/redraws", listed=frozenset(world.seen(who, "redraw")), ids=_ids)


def plan_units(world: World, who: str) -> Iterator[Call]:
    """Show the units of a plan that lie in one's area, those that only got a vertex too."""
    new = {"district": {"G-D", "G-E"}, "town": {"G-C", "G-C-2", "G-F"}}
    for thing in world.of("redraw"):
        path, seen = f"/api/v1/redraws/{thing.id}/units", world.sees(who, thing)
        if not seen or thing.spot == "Z":
            yield Call(path, wanted=200 if seen else 404)
            continue
        own = {f"G-{letter}" for letter in SEES_UNITS[who]} | ({"G-C-2"} if thing.spot == "town" else set())
        drawn = new[thing.spot] & own
        ids = lambda body: [feature["id"] for feature in body["features"]]  # noqa: E731 - used twice, here
        yield Call(path, listed=frozenset(own), ids=ids)
        yield Call(path, query={"changed": "true"}, listed=frozenset(drawn), ids=ids)


def plan_impact(world: World, who: str) -> Iterator[Call]:
    """Tell what a plan does, by units in one's area."""
    new = {"district": {"G-D", "G-E"}, "town": {"G-C", "G-C-2", "G-F"}, "Z": set()}
    for thing in world.of("redraw"):
        path = f"/api/v1/redraws/{thing.id}/impact"
        if not world.sees(who, thing):
            yield Call(path, wanted=404)
            continue
        own = {f"G-{letter}" for letter in SEES_UNITS[who]} | {"G-C-2"}
        yield Call(path, listed=frozenset(new[thing.spot] & own), ids=lambda body: [u["key"] for u in body["units"]])


def plan_tried(world: World, who: str) -> Iterator[Call]:
    """Let a planner try an edit in the own area; others are refused before anything is looked up."""
    op = {"kind": "rename", "unit": "G-B", "name": "新名"}
    for thing in world.of("redraw"):
        inside = 200 if world.sees(who, thing) else 404
        path = f"/api/v1/redraws/{thing.id}/try"
        yield Call(path, "POST", json={"op": op}, wanted=inside if who in DRAWERS else 403)


DRAWERS = frozenset({"chen", "an", "xi", "zan"})
"""Who draws boundaries: the planner in the district, a town office in its town."""


def plan_sites(world: World, who: str) -> Iterator[Call]:
    """List the enterprises of a unit by name for who draws: a planner in the district, a town office in its town."""
    for thing in world.of("redraw"):
        for letter in ("A", "D", "Z"):
            path, query = f"/api/v1/redraws/{thing.id}/sites", {"unit": world.unit(letter)}
            if who not in DRAWERS or not world.sees(who, thing):
                yield Call(path, query=query, wanted=404 if who in DRAWERS else 403)
                continue
            known = ("A", "A2", "B", "C", "D", "E", "F") if who == "chen" else SEES[who]
            there = [t.id for t in world.of("enterprise") if UNIT_OF.get(t.spot, t.spot) == letter and t.spot in known]
            yield Call(path, query=query, listed=frozenset(there), ids=_ids)


def surveys(world: World, who: str) -> Iterator[Call]:
    """List the surveys of one's own ground."""
    yield Call("/api/v1/surveys", listed=frozenset(world.seen(who, "survey")), ids=_ids)


def survey_brought(world: World, who: str) -> Iterator[Call]:
    """Take a file from who draws (how far it may reach: test_surveys.py)."""
    del world
    yield Call("/api/v1/surveys", "POST", form={"crs": "wgs84"}, wanted=422 if who in DRAWERS else 403)


def survey_clean(world: World, who: str) -> Iterator[Call]:
    """Show the clean units once nothing is open, here of surveys that are not worked off."""
    for thing in world.of("survey"):
        yield Call(f"/api/v1/surveys/{thing.id}/clean", wanted=409 if world.sees(who, thing) else 404)


def plan_file(world: World, who: str) -> Iterator[Call]:
    """Let a planner bring a file into a plan of the own area; others are refused before anything is looked at."""
    for thing in world.of("redraw"):
        inside = 200 if world.sees(who, thing) else 404
        form = {"base_revision": "0", "file": (io.BytesIO(b"code,name\n"), "plan.csv")}
        path = f"/api/v1/redraws/{thing.id}/import"
        yield Call(path, "POST", form=form, wanted=inside if who in DRAWERS else 403)


def plan_proposals(world: World, who: str) -> Iterator[Call]:
    """List what was proposed for a plan of one's own ground; the neighbour's has nothing."""
    for thing in world.of("redraw"):
        path = f"/api/v1/redraws/{thing.id}/proposals"
        if world.sees(who, thing):
            listed = frozenset() if thing.spot == "Z" else frozenset({"1"})
            yield Call(path, listed=listed, ids=lambda body: [str(each["n"]) for each in body])
        else:
            yield Call(path, wanted=404)


def plan_proposal(world: World, who: str) -> Iterator[Call]:
    """Show a proposal with the outlines of units in one's area."""
    for thing in world.of("redraw"):
        is_there = world.sees(who, thing) and thing.spot != "Z"
        yield Call(f"/api/v1/redraws/{thing.id}/proposals/1", wanted=200 if is_there else 404)
        yield Call(f"/api/v1/redraws/{thing.id}/proposals/999", wanted=404)


def proposal_wanted(world: World, who: str) -> Iterator[Call]:
    """Let a planner ask in the own area; here for a number of units without the number."""
    for thing in world.of("redraw"):
        inside = 422 if world.sees(who, thing) else 404
        yield Call(
            f"/api/v1/redraws/{thing.id}/proposals", "POST", json={"goal": "count"},
            wanted=inside if who in DRAWERS else 403,
        )  # fmt: skip


def proposal_off(world: World, who: str) -> Iterator[Call]:
    """Let a planner call off in the own area; what is finished stays."""
    for thing in world.of("redraw"):
        inside = 204 if world.sees(who, thing) else 404
        path = f"/api/v1/redraws/{thing.id}/proposals/1"
        yield Call(path, "DELETE", wanted=inside if who in DRAWERS else 403)


def units_of_day(world: World, who: str) -> Iterator[Call]:
    """Show the grid map of a day: one's own units, and none on a day before there were any."""
    listed = frozenset(world.seen(who, "unit"))
    ids = lambda body: [str(feature["id"]) for feature in body["features"]]  # noqa: E731 - used twice, here
    yield Call("/api/v1/units", listed=listed, ids=ids)
    yield Call("/api/v1/units", query={"on": "2001-01-01"}, listed=frozenset(), ids=ids)


def grade_figures(world: World, who: str) -> Iterator[Call]:
    """Count by grade exactly the enterprises one sees."""
    total = lambda body: [str(sum(unit[grade] for unit in body["units"] for grade in ["A", "B", "C", "D", "none"]))]  # noqa: E731
    yield Call("/api/v1/figures/grades", listed=frozenset({str(len(world.seen(who, "enterprise")))}), ids=total)


def visit_figures(world: World, who: str) -> Iterator[Call]:
    """Count by grade exactly the enterprises one sees, and list exactly those behind a figure."""
    total = lambda body: [str(sum(row["owed"] for row in body["grades"]))]  # noqa: E731
    seen = frozenset(world.seen(who, "enterprise"))
    yield Call("/api/v1/figures/visits", listed=frozenset({str(len(seen))}), ids=total)
    for visits in ("paid", "soon", "overdue"):
        yield Call("/api/v1/enterprises", query={"visits": visits, "town": 999_999}, listed=frozenset())


def for_graders(path: str, kind: str | None = None) -> Walk:
    """List for departments and districts exactly their enterprises; others are refused."""

    def walk(world: World, who: str) -> Iterator[Call]:
        listed = frozenset(world.seen(who, "enterprise")) if kind and who in GRADERS else None
        yield Call(path, query={"limit": 500}, wanted=200 if who in GRADERS else 403, listed=listed)

    return walk


def grading_runs(world: World, who: str) -> Iterator[Call]:
    """List the runs of one's own districts to who decides, counting only enterprises in scope."""
    mine = who in GRADERS
    count = str(len(world.seen(who, "enterprise"))) if mine else ""
    counted = lambda body: [str(sum(each["n"] for each in run["counts"])) for run in body]  # noqa: E731
    yield Call("/api/v1/grading/runs", listed=frozenset({count}) if mine else frozenset(), ids=counted)


def grading_methods(world: World, who: str) -> Iterator[Call]:
    """List the versions of one's own districts, drafts to who writes them, and the default to all."""
    own = {thing.id for thing in world.of("method") if world.sees(who, thing)}
    yield Call("/api/v1/grading/methods", listed=frozenset({*own, "default"}), ids=_ids)


def grading_method(world: World, who: str) -> Iterator[Call]:
    """Show a version of the own district."""
    yield from one("/api/v1/grading/methods/{}", "method")(world, who)
    yield Call("/api/v1/grading/methods/default")


def grading_trial(world: World, who: str) -> Iterator[Call]:
    """Let who writes methods try one over their own enterprises, and over nobody else's; B has a method of its own."""
    town = world.stage.town
    classes = {"hua": "chemical"}
    for district in (town.district, 999_999):
        body = {"district": district, "supervision_class": classes.get(who)}
        inside = 200 if district == town.district and who != "zxu" else 404 if district == town.district else 422
        covered = [t for t in world.of("enterprise") if world.sees(who, t) and (t.spot == "B") == (who == "hua")]
        n = frozenset({str(len(covered))}) if inside == 200 and who in GRADERS else None
        yield Call("/api/v1/grading/trial", "POST", json=body, wanted=inside if who in GRADERS else 403, listed=n,
                   ids=lambda body: [str(body["enterprises"])])  # fmt: skip


POSTERS = frozenset({"an", "xi", "zhou", "xu", "chen", "zan", "zxu"})
"""Who prints posting sheets: town offices, heads, districts, planners."""


def posting_sheet(world: World, who: str) -> Iterator[Call]:
    """Print the sheet of a unit in one's area; others are refused before anything is looked up."""
    path, printed = "/api/v1/units/{}/posting.pdf", world.unit("A")
    for thing in world.of("unit"):
        inside = 200 if world.sees(who, thing) else 404
        if who not in POSTERS or inside != 200 or (who in {"an", "chen"} and thing.id == str(printed)):
            yield Call(path.format(thing.id), wanted=inside if who in POSTERS else 403)
    yield Call(path.format(999_999), wanted=404 if who in POSTERS else 403)


def posting_sheets(world: World, who: str) -> Iterator[Call]:
    """Print the sheets of a town whose units one sees."""
    path = "/api/v1/units/posting.pdf"
    for town, letters in TOWNS.items():
        inside = 200 if set(letters) & set(SEES_UNITS[who]) else 404
        if who not in POSTERS or inside != 200 or (who == "xi" and town == "湖西镇"):
            query = {"town": world.stage.town.towns[town]}
            yield Call(path, query=query, wanted=inside if who in POSTERS else 403)
    yield Call(path, query={"town": 999_999}, wanted=404 if who in POSTERS else 403)


def files(world: World, who: str) -> Iterator[Call]:
    """List the files of one's own area; nothing of others, not in the sums either."""
    seen = frozenset(world.seen(who, "enterprise"))
    yield Call("/api/v1/files", query={"limit": 500}, listed=seen)
    yield Call("/api/v1/files", listed=frozenset({str(len(seen))}), ids=lambda body: [str(body["figures"]["files"])])


def papers(world: World, who: str) -> Iterator[Call]:
    """List the papers of one's own area that are about to run out."""
    yield Call("/api/v1/papers", listed=frozenset(world.seen(who, "record")), ids=_ids)


STANDARD_READERS = frozenset(SEES) - {"chen", "guan", "li", "ma", "zhu"}
OVERSEERS = STANDARD_READERS


def standards(world: World, who: str) -> Iterator[Call]:
    """List what ships and what one's own district wrote; the neighbour's is unknown."""
    own = frozenset(thing.id for thing in world.of("standard") if world.sees(who, thing))
    call = Call("/api/v1/standards", wanted=200 if who in STANDARD_READERS else 403)
    yield replace(call, listed=own) if who in STANDARD_READERS else call


def standard(path: str, **query: object) -> Walk:
    """Ask for every standard: those of one's place are there, others are unknown, and who reads none is refused."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for thing in world.of("standard"):
            inside = 200 if world.sees(who, thing) else 404
            yield Call(path.format(thing.id), query=query, wanted=inside if who in STANDARD_READERS else 403)
        unknown = path.format(_unknown("standard"))
        yield Call(unknown, query=query, wanted=404 if who in STANDARD_READERS else 403)

    return walk


def standard_sheet(world: World, who: str) -> Iterator[Call]:
    """Read a sheet for a standard of one's own classes; a file that is no table is refused in words."""
    for thing in world.of("standard"):
        if thing.spot == "ships":
            continue
        writes = who in {"bu", "xu"} if thing.spot == "district" else who == "zxu"
        inside = 404 if not world.sees(who, thing) else 422 if writes else 403
        wanted = inside if who in {"bu", "xu", "hua", "zxu"} else 403
        form = {"file": (io.BytesIO(b"nothing"), "a.xlsx")}
        yield Call(f"/api/v1/standards/{thing.id}/sheet", "POST", form=form, wanted=wanted)


def self_periods(world: World, who: str) -> Iterator[Call]:
    """List who owed the period in one's area, and nobody else."""
    call = Call("/api/v1/self-periods", query={"period": world.period}, wanted=200 if who in OVERSEERS else 403)
    seen = frozenset(world.enterprise(spot) for spot in SEES[who] if spot in ("A", "D", "Z"))
    ids = lambda body: [row["enterprise_id"] for row in body["items"]]  # noqa: E731 - used once, here
    yield replace(call, listed=seen, ids=ids) if who in OVERSEERS else call


def self_figures(world: World, who: str) -> Iterator[Call]:
    """Count exactly those."""
    call = Call("/api/v1/self-figures", query={"period": world.period}, wanted=200 if who in OVERSEERS else 403)
    seen = [spot for spot in SEES[who] if spot in ("A", "D", "Z")]
    counted = replace(call, listed=frozenset({str(len(seen))}), ids=lambda body: [str(body["total"]["owed"])])
    yield counted if who in OVERSEERS else call


def self_checks(world: World, who: str) -> Iterator[Call]:
    """List the self-checks of an enterprise in scope; of others there are none."""
    for thing in world.of("self_check"):
        listed = frozenset({thing.id}) if world.sees(who, thing) else frozenset[str]()
        yield Call("/api/v1/self-checks", query={"enterprise": world.enterprise(thing.spot)}, listed=listed)


def self_reports(ending: str = "") -> Walk:
    """Read the report of an enterprise in scope; others are unknown."""

    def walk(world: World, who: str) -> Iterator[Call]:
        for spot in ("A", "D", "Z"):
            path = f"/api/v1/self-reports/{world.enterprise(spot)}/{world.period}{ending}"
            inside = spot in SEES[who]
            if not ending or not inside or who in {"li", "an", "zan"}:
                yield Call(path, wanted=200 if inside else 404)

    return walk


def self_record(world: World, who: str) -> Iterator[Call]:
    """Print a self-check in scope; typeset for a few, for it takes a second each."""
    for thing in world.of("self_check"):
        inside = world.sees(who, thing)
        if not inside or who in {"li", "an", "zan"}:
            yield Call(f"/api/v1/self-checks/{thing.id}/record.pdf", wanted=200 if inside else 404)


COLLECTIONS = {"units": "unit", "enterprises": "enterprise", "hazards": "hazard"}
"""Layer of `/ogc/` -> the kind of thing it shows; divisions are walked by name."""
FILTERS: tuple[dict[str, str], ...] = (
    {}, {"filter": "TRUE OR town = '湖西镇'"}, {"filter": "S_INTERSECTS(geometry, BBOX(100, 20, 130, 50))"},
    {"bbox": "-180,-90,180,90"}, {"sortby": "-town"}, {"datetime": "2000-01-01/.."},
    {"crs": "http://www.opengis.net/def/crs/EPSG/0/4549"},
)  # fmt: skip


def features(world: World, who: str) -> Iterator[Call]:
    """List exactly what is in scope, whatever is asked; as many as are counted."""
    for name, kind in COLLECTIONS.items():
        path, seen = f"/ogc/collections/{name}/items", frozenset(world.seen(who, kind))
        for query in FILTERS:
            yield Call(path, query={"limit": 500, **query}, listed=seen, ids=_counted)
        yield Call(path, query={"limit": 1}, listed=frozenset(), ids=_counted_on(len(seen)))
    yield Call("/ogc/collections/divisions/items", listed=_divisions(who), ids=_names)


def feature(world: World, who: str) -> Iterator[Call]:
    """Return one feature of the own area; others are unknown, and so is what is no id."""
    for name, kind in COLLECTIONS.items():
        yield from one(f"/ogc/collections/{name}/items/{{}}", kind)(world, who)
        yield Call(f"/ogc/collections/{name}/items/1 OR 1=1", wanted=404)


def tile_sets(path: str) -> Walk:
    """Describe the tiles of layers that are drawn."""

    def walk(world: World, who: str) -> Iterator[Call]:
        del world, who
        for name in COLLECTIONS:
            yield Call(path.format(name))
        yield Call(path.format("divisions"), wanted=404)

    return walk


EXPORTERS = frozenset(SEES) - {"chen", "guan"}


def export_plan(world: World, who: str) -> Iterator[Call]:
    """Count what a file would hold: exactly the list (that the file is the list: test_exports.py)."""
    for what, kind in (("hazards", "hazard"), ("enterprises", "enterprise"), ("notices", "notice"), ("units", "unit")):
        may = who in EXPORTERS or (what == "units" and who == "chen")
        call = Call("/api/v1/exports/plan", query={"what": what}, wanted=200 if may else 403)
        rows = frozenset({str(len(world.seen(who, kind)))})
        yield replace(call, listed=rows, ids=lambda body: [str(body["rows"])]) if may else call


def export_made(world: World, who: str) -> Iterator[Call]:
    """Take out the hazards of one's own area; roles without hazards are refused."""
    del world
    wanted = 200 if who in EXPORTERS else 403
    yield Call("/api/v1/exports", method="POST", json={"what": "hazards", "format": "csv"}, wanted=wanted)


def own_exports(world: World, who: str) -> Iterator[Call]:
    """List one's own exports."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(ExportRow.id).where(ExportRow.by_person == world.stage.people[who])
        own = frozenset(str(id_) for id_ in session.scalars(query))
    yield Call("/api/v1/exports", listed=own, ids=_ids)


def others_exports(path: str, method: str = "GET") -> Walk:
    """Nobody reads, fetches or cancels somebody else's export."""

    def walk(world: World, who: str) -> Iterator[Call]:
        with world.stage.app.extensions["wangge.database"].session() as session:
            query = select(ExportRow.id).where(ExportRow.by_person != world.stage.people[who])
            others = [str(id_) for id_ in session.scalars(query)][:3]
        for id_ in (*others, _unknown("export")):
            yield Call(path.format(id_), method=method, wanted=404)

    return walk


def own_tokens(world: World, who: str) -> Iterator[Call]:
    """One's own tokens."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(AccessToken.id).where(AccessToken.person_id == world.stage.people[who])
        own = frozenset(str(id_) for id_ in session.scalars(query))
    yield Call("/api/v1/tokens", listed=own, ids=_ids)


def other_tokens(world: World, who: str) -> Iterator[Call]:
    """Nobody revokes somebody else's token."""
    with world.stage.app.extensions["wangge.database"].session() as session:
        query = select(AccessToken.id).where(AccessToken.person_id != world.stage.people[who])
        for id_ in [*list(session.scalars(query))[:3], named("nothing")]:
            yield Call(f"/api/v1/tokens/{id_}", method="DELETE", wanted=404)


def _counted(body: Any) -> list[str]:
    ids = [str(each["id"]) for each in body["features"]]
    return ids if body["numberMatched"] == body["numberReturned"] == len(ids) else ["counted otherwise"]


def _counted_on(n: int) -> Callable[[Any], list[str]]:
    return lambda body: [] if body["numberMatched"] == n else [f"{body['numberMatched']} instead of {n}"]


def _names(body: Any) -> list[str]:
    return [each["properties"]["name"] for each in body["features"]]


def _divisions(who: str) -> frozenset[str]:
    """Return the divisions somebody sees: their own, those below, those above."""
    if who == "guan":
        return frozenset()
    if who.startswith("z") and who != "zhou":
        return frozenset({"邻市", "邻区", "邻镇"})
    towns = {town for town, letters in TOWNS.items() if set(letters) & set(SEES_UNITS[who])}
    return frozenset({"示范市", "示范区", *towns})


WALKS: dict[tuple[str, str], Walk] = {
    ("/api/v1/devices/<uuid:id>/key", "POST"): device_key,
    ("/api/v1/rescues", "GET"): rescues,
    ("/api/v1/enterprises/<uuid:id>/file", "GET"): one("/api/v1/enterprises/{}/file", "enterprise"),
    ("/api/v1/files", "GET"): files,
    ("/api/v1/papers", "GET"): papers,
    ("/api/v1/codes/<string:list>", "GET"): same_for_all("/api/v1/codes/gbt4754"),
    ("/api/v1/rescues", "POST"): rescue_brought,
    ("/api/v1/rescues/<uuid:id>/decision", "POST"): rescue_decided,
    ("/api/v1/acts", "POST"): same_for_all("/api/v1/acts", "POST", 422, json={"device_id": "?", "items": []}),
    ("/api/v1/acts/<uuid:id>", "GET"): act_result,
    ("/api/v1/areas", "GET"): bodies,
    ("/api/v1/balance", "GET"): balance,
    ("/api/v1/balance/items", "GET"): balance_items,
    ("/api/v1/balance.xlsx", "GET"): balance_book,
    ("/api/v1/basemap", "GET"): same_for_all("/api/v1/basemap"),
    # No map is stored here; whose pack holds what: test_basemap_routes.py.
    ("/api/v1/basemap/pack", "GET"): same_for_all("/api/v1/basemap/pack", wanted=404),
    ("/api/v1/basemap/pack/about", "GET"): same_for_all("/api/v1/basemap/pack/about"),
    ("/api/v1/basemap/tiles/<int:z>/<int:x>/<int:y>", "GET"): same_for_all("/api/v1/basemap/tiles/0/0/0", wanted=404),
    ("/api/v1/blobs/<string:sha256>", "HEAD"): blobs,
    ("/api/v1/blobs/<string:sha256>", "PUT"): upload,
    ("/api/v1/change-requests", "GET"): listing("/api/v1/change-requests", "change", _ids),
    ("/api/v1/changes", "GET"): all_changes,
    ("/api/v1/enterprises", "GET"): listing("/api/v1/enterprises", "enterprise"),
    ("/api/v1/enterprises/<uuid:id>", "GET"): one("/api/v1/enterprises/{}", "enterprise"),
    ("/api/v1/enterprises/<uuid:id>/grading", "GET"): one("/api/v1/enterprises/{}/grading", "enterprise"),
    ("/api/v1/exports", "GET"): own_exports,
    ("/api/v1/exports", "POST"): export_made,
    ("/api/v1/exports/plan", "GET"): export_plan,
    ("/api/v1/exports/<uuid:id>", "GET"): others_exports("/api/v1/exports/{}"),
    ("/api/v1/exports/<uuid:id>", "DELETE"): others_exports("/api/v1/exports/{}", "DELETE"),
    ("/api/v1/exports/<uuid:id>/file", "GET"): others_exports("/api/v1/exports/{}/file"),
    ("/api/v1/figures/areas", "GET"): area_figures,
    ("/api/v1/figures/grades", "GET"): grade_figures,
    ("/api/v1/figures/units", "GET"): figures,
    ("/api/v1/figures/visits", "GET"): visit_figures,
    ("/api/v1/grading/due", "GET"): for_graders("/api/v1/grading/due", "enterprise"),
    ("/api/v1/grading/methods", "GET"): grading_methods,
    ("/api/v1/grading/methods/<string:id>", "GET"): grading_method,
    ("/api/v1/grading/proposals", "GET"): for_graders("/api/v1/grading/proposals", "enterprise"),
    ("/api/v1/grading/runs", "GET"): grading_runs,
    ("/api/v1/grading/trial", "POST"): grading_trial,
    ("/api/v1/grading/vocabulary", "GET"): same_for_all("/api/v1/grading/vocabulary"),
    ("/api/v1/heat", "GET"): heat,
    ("/api/v1/indicators", "GET"): indicators,
    ("/api/v1/quality", "GET"): quality,
    ("/api/v1/quality/trend", "GET"): quality_trend,
    ("/api/v1/quality/<string:rule>/files", "GET"): poor_files,
    ("/api/v1/indicators/earlier", "GET"): indicators_earlier,
    ("/api/v1/indicators/<string:name>/facts", "GET"): indicator_facts,
    ("/api/v1/hazards", "GET"): listing("/api/v1/hazards", "hazard"),
    ("/api/v1/hazards/<uuid:id>", "GET"): one("/api/v1/hazards/{}", "hazard"),
    ("/api/v1/hazards/<uuid:id>/chain.pdf", "GET"): paper("/api/v1/hazards/{}/chain.pdf", "hazard"),
    ("/api/v1/imports", "GET"): imports,
    ("/api/v1/imports", "POST"): import_file,
    ("/api/v1/imports/layers", "POST"): layers,
    ("/api/v1/imports/<uuid:id>/refused.csv", "GET"): refused_rows,
    ("/api/v1/inbox", "GET"): inbox,
    ("/api/v1/inbox/read", "POST"): same_for_all("/api/v1/inbox/read", "POST", 204, json={"ids": []}),
    ("/api/v1/kept", "GET"): kept,
    ("/api/v1/kept", "POST"): keep,
    ("/api/v1/kept/<uuid:id>", "DELETE"): let_go,
    ("/api/v1/listings", "GET"): listing("/api/v1/listings", "listing"),
    ("/api/v1/listings/<uuid:id>", "GET"): one("/api/v1/listings/{}", "listing"),
    ("/api/v1/map/base", "GET"): same_for_all("/api/v1/map/base"),
    ("/api/v1/notices", "GET"): listing("/api/v1/notices", "notice"),
    ("/api/v1/notices/<uuid:id>", "GET"): one("/api/v1/notices/{}", "notice"),
    ("/api/v1/notices/<uuid:id>.pdf", "GET"): paper("/api/v1/notices/{}.pdf", "notice"),
    ("/api/v1/notices/<uuid:id>/link", "GET"): link_of_notice,
    ("/api/v1/pack", "GET"): whole_pack,
    ("/api/v1/people", "GET"): colleagues,
    ("/api/v1/photos/<string:sha256>/view.jpg", "GET"): one("/api/v1/photos/{}/view.jpg", "photo"),
    ("/api/v1/photos/<string:sha256>/thumb.jpg", "GET"): one("/api/v1/photos/{}/thumb.jpg", "photo"),
    ("/api/v1/pack/files", "GET"): files_of_pack,
    ("/api/v1/pulse", "GET"): same_for_all("/api/v1/pulse"),  # that it stays still: test_scope_feed.py
    ("/api/v1/reconcile", "GET"): reconciled,
    ("/api/v1/reconcile", "POST"): read_back,
    ("/api/v1/redraws", "GET"): plans,
    ("/api/v1/redraws/<uuid:id>", "GET"): one("/api/v1/redraws/{}", "redraw"),
    ("/api/v1/redraws/<uuid:id>/export", "GET"): one("/api/v1/redraws/{}/export", "redraw"),
    ("/api/v1/redraws/<uuid:id>/import", "POST"): plan_file,
    ("/api/v1/redraws/<uuid:id>/impact", "GET"): plan_impact,
    ("/api/v1/redraws/<uuid:id>/proposals", "GET"): plan_proposals,
    ("/api/v1/redraws/<uuid:id>/proposals", "POST"): proposal_wanted,
    ("/api/v1/redraws/<uuid:id>/proposals/<int:n>", "GET"): plan_proposal,
    ("/api/v1/redraws/<uuid:id>/proposals/<int:n>", "DELETE"): proposal_off,
    ("/api/v1/redraws/<uuid:id>/sites", "GET"): plan_sites,
    ("/api/v1/redraws/<uuid:id>/try", "POST"): plan_tried,
    ("/api/v1/redraws/<uuid:id>/units", "GET"): plan_units,
    ("/api/v1/surveys", "GET"): surveys,
    ("/api/v1/surveys", "POST"): survey_brought,
    ("/api/v1/surveys/<uuid:id>", "GET"): one("/api/v1/surveys/{}", "survey"),
    ("/api/v1/surveys/<uuid:id>/clean", "GET"): survey_clean,
    ("/api/v1/surveys/<uuid:id>/map", "GET"): one("/api/v1/surveys/{}/map", "survey"),
    ("/api/v1/surveys/<uuid:id>/report.csv", "GET"): one("/api/v1/surveys/{}/report.csv", "survey"),
    ("/api/v1/session", "GET"): same_for_all("/api/v1/session"),
    ("/api/v1/session", "DELETE"): same_for_all("/api/v1/session", "DELETE", 204),
    ("/api/v1/sessions", "GET"): own_sessions,
    ("/api/v1/sessions/<string:id>", "DELETE"): other_sessions,
    ("/events", "GET"): same_for_all("/events", wanted=503),  # no live process here; what it tells: test_scope_live.py
    ("/api/v1/tokens", "GET"): own_tokens,
    ("/api/v1/tokens", "POST"): same_for_all("/api/v1/tokens", "POST", json={"name": "QGIS", "days": 1}),
    ("/api/v1/tokens/<uuid:id>", "DELETE"): other_tokens,
    ("/api/v1/self-checks", "GET"): self_checks,
    ("/api/v1/self-checks/<uuid:id>", "GET"): one("/api/v1/self-checks/{}", "self_check"),
    ("/api/v1/self-checks/<uuid:id>/record.pdf", "GET"): self_record,
    ("/api/v1/self-figures", "GET"): self_figures,
    ("/api/v1/self-periods", "GET"): self_periods,
    ("/api/v1/self-reports/<uuid:enterprise>/<string:period>", "GET"): self_reports(),
    ("/api/v1/self-reports/<uuid:enterprise>/<string:period>/table.pdf", "GET"): self_reports("/table.pdf"),
    ("/api/v1/standards", "GET"): standards,
    ("/api/v1/standards/catalogue", "GET"): same_for_all("/api/v1/standards/catalogue"),
    ("/api/v1/standards/<uuid:id>", "GET"): standard("/api/v1/standards/{}"),
    ("/api/v1/standards/<uuid:id>/differences", "GET"): standard("/api/v1/standards/{}/differences", old="1", new="1"),
    ("/api/v1/standards/<uuid:id>/sheet", "POST"): standard_sheet,
    ("/api/v1/standards/<uuid:id>/versions/<string:version>", "GET"): standard("/api/v1/standards/{}/versions/1"),
    ("/api/v1/standards/<uuid:id>/versions/<string:version>/sheet.xlsx", "GET"): standard(
        "/api/v1/standards/{}/versions/1/sheet.xlsx"
    ),
    ("/api/v1/units", "GET"): units_of_day,
    ("/api/v1/units/posting.pdf", "GET"): posting_sheets,
    ("/api/v1/units/<int:id>/posting.pdf", "GET"): posting_sheet,
    ("/ogc/collections", "GET"): same_for_all("/ogc/collections"),
    ("/ogc/collections/<string:name>", "GET"): same_for_all("/ogc/collections/hazards"),
    ("/ogc/collections/<string:name>/queryables", "GET"): same_for_all("/ogc/collections/hazards/queryables"),
    ("/ogc/collections/<string:name>/items", "GET"): features,
    ("/ogc/collections/<string:name>/items/<string:own>", "GET"): feature,
    ("/ogc/collections/<string:name>/tiles", "GET"): tile_sets("/ogc/collections/{}/tiles"),
    ("/ogc/collections/<string:name>/tiles/<string:scheme>", "GET"): tile_sets(
        "/ogc/collections/{}/tiles/WebMercatorQuad"
    ),
    ("/ogc/collections/<string:name>/tiles/<string:scheme>/<int:z>/<int:row>/<int:column>", "GET"): tile_sets(
        "/ogc/collections/{}/tiles/WebMercatorQuad/10/0/0"
    ),
    ("/tiles/<string:layer>/<int:z>/<int:x>/<int:y>.mvt", "GET"): same_for_all("/tiles/unit/10/0/0.mvt"),
}
WALKS |= walks_onboarding.WALKS
WALKS |= walks_lists.WALKS
WALKS |= walks_models.WALKS
WALKS |= walks_inspections.WALKS
WALKS |= walks_accidents.WALKS
WALKS |= walks_assessments.WALKS
WALKS |= walks_coverage.WALKS
WALKS |= walks_public_reports.WALKS
WALKS |= walks_offices.WALKS
"""Route and method -> how it is walked; layers of tiles are walked in test_scope_tiles.py."""
WALKS |= walks_plans.WALKS


def _unknown(kind: str) -> str:
    return "0" * 64 if kind == "photo" else str(named("nothing"))


def _ids_in(part: str) -> Callable[[Any], list[str]]:
    return lambda body: _ids(body[part])


def _upserted(kind: str) -> Callable[[Any], list[str]]:
    return lambda body: _ids(body["upserts"].get(kind, []))


def _removed(body: Any) -> list[str]:
    return [str(id_) for ids in body["removed"].values() for id_ in ids]


def _inspectors(who: str) -> frozenset[str]:
    names = ("zqi",) if who.startswith("z") and who != "zhou" else ("qin", "ren")
    return frozenset(str(named(name)) for name in names)


def _acts_of(world: World, who: str) -> Any:
    return select(ActReceived).where(ActReceived.person_id == world.stage.people[who])
