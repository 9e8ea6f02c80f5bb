"""Settings of the application server, out of ours; gunicorn reads the names below.

Threads because requests wait for the database. Measured choices: docs/settings.md.
"""

import ipaddress
from pathlib import Path

from server.config import Settings
from server.importing import at_once

at_once("server.application")  # before the workers are forked: they share its memory and have nothing to import


def _is_here_only(host: str) -> bool:
    """Tell whether only this machine can connect."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_settings = Settings.from_env()
_shared_memory = Path("/dev/shm")  # noqa: S108 - gunicorn's own heartbeat file, not data of ours

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
worker_class = "server.web_worker.Worker"
workers = _settings.workers
threads = _settings.threads
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
errorlog = "-"
loglevel = _settings.log_level
# Who is at this machine may say for whom they ask; where nobody else can connect, addresses need not be compared.
forwarded_allow_ips = "*" if _settings.proxy_hops or _is_here_only(_settings.host) else "127.0.0.1"
worker_tmp_dir = str(_shared_memory) if _shared_memory.is_dir() else None
proc_name = "wangge"
control_socket_disable = True  # one socket a user would be shared by every installation of that user
