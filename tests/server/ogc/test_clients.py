"""Programs that others wrote read the service over HTTP: GDAL, OWSLib, and QGIS where it is installed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
from owslib.ogcapi.features import Features

from gis.layers import LAYERS
from tests.server.ogc.conftest import Service, basic
from tests.town import middle

PYTHONS = ("/usr/bin/python3", sys.executable)
QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False); app.initQgis()
auth = QgsApplication.authManager(); auth.setMasterPassword("test", True)
config = QgsAuthMethodConfig("Basic"); config.setName("wangge")
config.setConfig("username", "qgis"); config.setConfig("password", sys.argv[2]); auth.storeAuthenticationConfig(config)
told = {}
for name in sys.argv[3:]:
    layer = QgsVectorLayer(f"url='{sys.argv[1]}/ogc/' typename='{name}' authcfg={config.id()}", name, "OAPIF")
    told[name] = sum(1 for _ in layer.getFeatures()) if layer.isValid() else None
    del layer  # one that is still there when QGIS ends takes the process down with it
print(json.dumps(told), flush=True)
app.exitQgis()
"""


@pytest.fixture
def gdal(service: Service, address: str) -> Iterator[str]:
    """GDAL with the town office's token as password, asking anew each time."""
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"gdal:{service.token('an')}"})
    yield f"OAPIF:{address}/ogc/"
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": None})


def test_gdal_lists_the_layers_and_knows_their_columns(gdal: str) -> None:
    assert {name for name, _ in pyogrio.list_layers(gdal)} == LAYERS.keys()
    for name, layer in LAYERS.items():
        told = pyogrio.read_info(gdal, layer=name)
        assert set(layer.columns) <= {"id", *told["fields"]} | {"id"}, name
        assert told["geometry_type"] == layer.shape


def test_gdal_reads_what_the_person_sees_and_nothing_else(gdal: str) -> None:
    _, _, shapes, fields = pyogrio.raw.read(gdal, layer="units", columns=["code"])
    assert sorted(fields[0]) == ["G-A", "G-B", "G-C"]
    assert len(shapes) == 3
    lon, lat = middle("A")
    near = pyogrio.raw.read(
        gdal, layer="units", columns=["code"], bbox=(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4)
    )
    assert list(near[3][0]) == ["G-A"]
    opened = pyogrio.raw.read(gdal, layer="hazards", columns=["state"], where="state = 'open'")
    assert list(opened[3][0]) == ["open"]


def test_gdal_turns_the_pages(service: Service, address: str) -> None:
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"gdal:{service.token('xu')}", "OGR_OAPIF_PAGE_SIZE": "2"})
    try:
        _, _, _, fields = pyogrio.raw.read(
            f"OAPIF:{address}/ogc/collections/enterprises", columns=["name"], PAGE_SIZE=2
        )
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": None, "OGR_OAPIF_PAGE_SIZE": None})
    assert len(fields[0]) == len(set(fields[0])) == 6


def test_gdal_without_a_token_gets_nothing(address: str) -> None:
    with pytest.raises(pyogrio.errors.DataSourceError):
        pyogrio.list_layers(f"OAPIF:{address}/ogc/")


def test_owslib_reads_the_service(service: Service, address: str) -> None:
    client = Features(f"{address}/ogc/", headers={"Authorization": f"Bearer {service.token('an')}"})
    assert set(client.feature_collections()) == LAYERS.keys()
    assert client.conformance()["conformsTo"]
    assert client.api()["openapi"].startswith("3.0")
    assert client.collection("units")["id"] == "units"
    assert client.collection_queryables("hazards")["properties"]["state"]["enum"]
    assert len(client.collection_items("units", limit=2)["features"]) == 2
    found = client.collection_items("hazards", filter="state = 'open'")
    own = found["features"][0]["id"]
    assert client.collection_item("hazards", own)["properties"]["state"] == "open"


def test_qgis_opens_the_layers_and_reads_what_the_person_sees(service: Service, address: str, tmp_path: Path) -> None:
    python = next((each for each in PYTHONS if _has_qgis(each)), None)
    if python is None:
        pytest.skip("QGIS is not installed here (python3-qgis)")
    script = tmp_path / "open.py"
    script.write_text(QGIS, "utf-8")
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_AUTH_DB_DIR_PATH": str(tmp_path),
        "HOME": str(tmp_path),
    }
    told = subprocess.run(
        [python, str(script), address, service.token("an"), *sorted(LAYERS)], env=environ, capture_output=True,
        text=True, timeout=120, check=True,
    )  # fmt: skip
    seen = {name: len(service.ids(name, limit=500)) for name in LAYERS}
    assert seen["units"] == 3
    assert json.loads(told.stdout.splitlines()[-1]) == seen


def _has_qgis(python: str) -> bool:
    return subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0


def test_a_name_and_a_token_are_enough(service: Service) -> None:
    answer = service.stage.app.test_client().get(
        "/ogc/collections", headers={"Authorization": basic(service.token("an"))}
    )
    assert answer.status_code == 200
