"""Makes a corpus for each fuzz target of `fixtures/` and of the simulated Box: corpus.py PROGRAM FOLDER"""

import base64
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM, OUT = sys.argv[1], Path(sys.argv[2])
STATUSES = [200, 400, 401, 403, 404, 302, 407, 429, 500, 204, 418, 100]
PROBES = ["enterprise", "user", "bad-secret", "no-subject", "app-user", "user-as-enterprise", "enterprise-as-user",
          "whoami-enterprise", "whoami-user", "user-lookup"]


def put(target, name, data):
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def replies():
    """Every reply of the fixtures: its name, probe, status, headers and body."""
    for path in sorted(ROOT.glob("fixtures/replies/*.toml")):
        fixture = tomllib.loads(path.read_text())
        reply = fixture.get("reply", {})
        body = reply.get("body", "").encode() or base64.b64decode(reply.get("body_base64", ""))
        yield path.stem, fixture.get("probe", "user"), reply.get("status", 400), reply.get("headers", []), body
    for path in sorted(ROOT.glob("fixtures/cases/*.toml")):
        for probe, reply in tomllib.loads(path.read_text()).get("replies", {}).items():
            if isinstance(reply, dict):
                yield f"{path.stem}-{probe}", probe, reply.get("status", 400), [], reply.get("body", "").encode()


for name, probe, status, headers, body in replies():
    at = PROBES.index(probe) if probe in PROBES else 1
    status_at = STATUSES.index(status) if status in STATUSES else 1
    lines = "\n".join(f"{key}:{value}" for key, value in headers).encode()
    put("reply", name, bytes([at, status_at, 0]) + body + b"\0" + lines)
    put("reply", f"{name}-echo", bytes([at, status_at, len(name) % 16]) + body.replace(b"invalid", b"SECRET", 1) + b"SECRET\0" + lines)
    grant = b'{"access_token":"T0kenCanaryZ9kWq3VbNx7Lp2RtYf5Hd"}'
    put("reply", f"{name}-grant", bytes([at, 0, 0]) + b'{"body":"' + grant.replace(b'"', b'\\"') + b'"}' + b"\0set-cookie:a=SECRET; Path=/")
    head = f"HTTP/1.1 {status} Status\r\n".encode() + lines.replace(b"\n", b"\r\n") + b"\r\n\r\n"
    put("pasted", name, bytes([at]) + body)
    put("pasted", f"{name}-curl", bytes([at]) + head + body)
    put("pasted", f"{name}-sdk", bytes([at]) + f"BoxAPIError: {status} ".encode() + body)

for kind, texts in enumerate([
    ["https://api.box.com", "http://127.0.0.1:8700/path", "https://[::1]:9", "http://localhost"],
    ["http://proxy.example:3128", "someone:p%40ss@proxy.example", "socks5h://10.0.0.1"],
    ["abcdefABCDEF0123456789abcdef0123", " padded "],
    ["0123456789abcdefghijklmnopqrstuv"],
    ["1234567", "8506151483"],
    ["check\n--base-url\nhttps://api.box.com\n--format\njson=a.json\n-vv", "check\n--expect\nuser=denied\n--wait\n5m",
     "diagnose\n--reply\nuser={}", "simulate\n--port\n0", "explain\nuser-inactive", "check\n--proxy\np:1\n--timeout\n3s"],
]):
    for count, text in enumerate(texts):
        put("settings", f"{kind}-{count}", bytes([kind]) + text.encode())

(OUT / "recording").mkdir(parents=True, exist_ok=True)
for scenario in ["healthy", "user-inactive", "app-access-only", "client-credentials-mismatch", "not-a-ccg-app"]:
    path = OUT / "recording" / scenario
    subprocess.run([PROGRAM, "check", "--simulate", scenario, "--record", str(path)], env={}, capture_output=True, check=False)
    assert path.exists() and os.path.getsize(path) > 0, scenario
