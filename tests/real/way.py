"""The way to Box through real parts: a packaged forward proxy, OpenSSL as the server, a disk that is full.

    apt-get install tinyproxy-bin socat openssl
    cargo build && python3 tests/real/way.py target/debug/ccg-doctor

`.ci/judges` does so. tinyproxy is the proxy, with and without a password; socat opens TLS by OpenSSL in front of the simulated
Box, under this machine's own name, since loopback never goes through a proxy; `openssl s_server` speaks TLS 1.1 and no other.
Nothing leaves the machine.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager

HOST = socket.gethostname()
LOGIN = ("someone", "r3alPr0xyPassw0rd")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(*command, port):
    """A server, from when it listens to the end of the block."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        while True:
            assert process.poll() is None, f"{command[0]} ended: {process.stderr.read().decode()}"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


@contextmanager
def simulated(binary):
    """The simulated Box's settings, as it prints them."""
    box = subprocess.Popen([binary, "simulate", "--port", "0"], stdout=subprocess.PIPE, text=True, env={})
    try:
        yield dict(box.stdout.readline().strip().split("=", 1) for _ in range(6))
    finally:
        box.terminate()
        box.wait()
        box.stdout.close()


def certificate(folder):
    """An authority, and a certificate of its for this machine's name."""
    path = lambda name: os.path.join(folder, name)
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl = lambda *args: subprocess.run(["openssl", *args], check=True, capture_output=True)
    openssl("req", "-x509", *new_key, "-days", "2", "-subj", "/CN=Ours", "-keyout", path("ca.key"), "-out", path("ca.pem"))
    openssl("req", "-x509", *new_key, "-days", "2", "-subj", f"/CN={HOST}", "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-addext", f"subjectAltName=DNS:{HOST},DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", path("key.pem"), "-out", path("cert.pem"))
    return path("ca.pem"), path("cert.pem"), path("key.pem")


@contextmanager
def tinyproxy(folder, *more):
    """A proxy's address, and the file of what it was asked."""
    port = free_port()
    config, log = os.path.join(folder, f"{port}.conf"), os.path.join(folder, f"{port}.log")
    with open(config, "w") as out:
        lines = [f"Port {port}", "Listen 127.0.0.1", "Timeout 30", f'LogFile "{log}"', "LogLevel Connect", *more]
        out.write("\n".join(lines) + "\n")
    with running("tinyproxy", "-d", "-c", config, port=port):
        yield f"127.0.0.1:{port}", log


class Doctor:
    def __init__(self, binary, settings, base_url, ca):
        self.binary = binary
        self.env = {**settings, "BOX_BASE_URL": base_url, "SSL_CERT_FILE": ca}

    def check(self, *args, **env):
        """Exit code, the one profile of the report, and everything that was printed."""
        command = [self.binary, "check", "--format", "json", "-vv", *args]
        ended = subprocess.run(command, env={**self.env, **env}, capture_output=True, text=True, timeout=60)
        printed = ended.stdout + ended.stderr
        assert LOGIN[1] not in printed, printed
        return ended.returncode, json.loads(ended.stdout)["profiles"][0], printed


def ways(profile):
    return [one["id"] for one in profile["findings"] if one["kind"] == "environment" and one["status"] == "confirmed"]


def blamed(profile):
    return [one["id"] for one in profile["findings"] if one["kind"] == "cause" and one["status"] in ("confirmed", "suspected")]


def demand(name, seen, code, fault):
    """A row of the matrix: this exit code, this one finding of the way, and no cause."""
    came_to, profile, printed = seen
    expected = (code, [fault] if fault else [], [])
    assert (came_to, ways(profile), blamed(profile)) == expected, f"{name}: expected {expected}\n{printed}"
    print(f"ok: {name}: exit {code}, {fault or profile['verdict']}")


def through_a_proxy(doctor, folder, port):
    with tinyproxy(folder) as (proxy, log):
        demand("a proxy of the environment", doctor.check(HTTPS_PROXY=f"http://{proxy}"), 0, None)
        demand("a proxy of the flag", doctor.check("--proxy", proxy), 0, None)
        asked = open(log).read()
        assert f"CONNECT {HOST}:{port}" in asked, asked
        before = asked.count("CONNECT")
        demand("a proxy that NO_PROXY forbids", doctor.check(HTTPS_PROXY=proxy, NO_PROXY=HOST), 0, None)
        demand("a proxy that the flag forbids", doctor.check("--no-proxy", HTTPS_PROXY=proxy), 0, None)
        assert open(log).read().count("CONNECT") == before, "it was asked all the same"
    with tinyproxy(folder, "BasicAuth {} {}".format(*LOGIN)) as (proxy, _):
        right, wrong = "http://{}:{}@{}".format(*LOGIN, proxy), f"http://{LOGIN[0]}:wr0ng@{proxy}"
        demand("the right password", doctor.check(HTTPS_PROXY=right), 0, None)
        demand("a wrong password", doctor.check(HTTPS_PROXY=wrong), 3, "proxy-refused")
        demand("no password", doctor.check(HTTPS_PROXY=proxy), 3, "proxy-refused")
    with tinyproxy(folder, "ConnectPort 443") as (proxy, _):
        demand("a proxy that forbids the port", doctor.check(HTTPS_PROXY=proxy), 3, "proxy-refused")
    demand("a proxy that is gone", doctor.check(HTTPS_PROXY=proxy), 3, "connection-failed")


def over_old_tls(doctor, cert, key):
    port = free_port()
    only = ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
    with running("openssl", "s_server", "-accept", str(port), "-cert", cert, "-key", key, "-quiet", *only, port=port):
        demand("TLS 1.1 only", doctor.check("--base-url", f"https://localhost:{port}"), 3, "tls-untrusted")


def onto_a_full_disk(binary, folder):
    """A disk of 4 KiB: the recording does not fit, and what was there stays."""
    disk = os.path.join(folder, "disk")
    os.mkdir(disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode != 0:
        print(f"SKIPPED, NOT PASSED: a full disk: {mounted.stderr.strip()}")
        return
    try:
        for flag in (["--record", f"{disk}/it"], ["--format", f"json={disk}/it"]):
            with open(f"{disk}/it", "w") as earlier:
                earlier.write("an earlier one")
            ended = subprocess.run([binary, "check", "--simulate", "healthy", *flag], env={}, capture_output=True, text=True)
            assert ended.returncode == 3 and "No space left" in ended.stderr, (flag, ended)
            assert "2 tokens, both revoked." in ended.stdout or "json" in flag[1], ended.stdout
            assert os.listdir(disk) == ["it"] and open(f"{disk}/it").read() == "an earlier one", os.listdir(disk)
            print(f"ok: a full disk under {flag[0]}: exit 3, the earlier file is whole")
    finally:
        subprocess.run(["umount", disk], check=True)


def main():
    binary = sys.argv[1]
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        ca, cert, key = certificate(folder)
        settings = stack.enter_context(simulated(binary))
        port = free_port()
        listen = f"OPENSSL-LISTEN:{port},bind=0.0.0.0,reuseaddr,fork,cert={cert},key={key},verify=0"
        stack.enter_context(running("socat", listen, "TCP:" + settings["BOX_BASE_URL"].removeprefix("http://"), port=port))
        doctor = Doctor(binary, settings, f"https://{HOST}:{port}", ca)
        demand("no proxy", doctor.check(), 0, None)
        through_a_proxy(doctor, folder, port)
        over_old_tls(doctor, cert, key)
        onto_a_full_disk(binary, folder)


main()
