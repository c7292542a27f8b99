"""The errors that the official Box SDKs raise, in every form in which they are pasted, read back by `ccg-doctor diagnose`.

    cargo build && python3 tests/sdk/errors.py target/debug/ccg-doctor

`.ci/judges` does so. Each SDK is installed from npm or PyPI into a folder of its own, and asks a small server on loopback that
refuses. What cannot be installed is told as NOT RUN, with exit 77 where none can; `--require` makes that a failure. Needs
Python from 3.8, and Node from 18 for npm's.
"""

import json
import subprocess
import sys
import tempfile
import threading
import venv
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent / "errors"
INSTALL_SECONDS, CALL_SECONDS = 180, 60
# What each client is given as a secret, and is handed as a token; neither may come out again.
CANARIES = ("S3cretS3cret", "T0kenCanary")
GRANT = {"access_token": "T0kenCanary" * 3, "expires_in": 3992, "restricted_to": [], "token_type": "bearer"}
HELP = "https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors/"


def token(code, description):
    return 400, {}, {"error": code, "error_description": description}


def call(status, code, message, headers=(), **more):
    body = {"type": "error", "status": status, "code": code, **more, "help_url": HELP, "message": message}
    return status, {"box-request-id": "0abc123def4567890", **dict(headers)}, {**body, "request_id": "abc123def456"}


def challenge(code, description):
    return {"www-authenticate": f'Bearer realm="Service", error="{code}", error_description="{description}"'}


HIGHER = "The request requires higher privileges than provided by the access token."
NO_FOLDER = "Invalid value 'd_987654321'. 'folder' with value 'd_987654321' not found"
REASON = {"context_info": {"errors": [{"reason": "invalid_parameter", "name": "folder", "message": NO_FOLDER}]}}
FOLDER, ME, TOKEN = ("folder", "folder=987654321"), ("me", "whoami-user"), ("token", "user")

# What is asked, the probe it is, what the server says, and what that is to be read as.
CASES = [
    (*TOKEN, token("invalid_grant", "Grant credentials are invalid"), "grant-credentials-invalid"),
    (*TOKEN, token("invalid_grant", "App is not yet authorized for use"), "app-not-yet-authorized"),
    (*TOKEN, token("invalid_client", "The client credentials are invalid"), "credentials-invalid"),
    (
        *TOKEN,
        token("unauthorized_client", 'The "box_subject_type" value is unauthorized for this client_id'),
        "subject-type-unauthorized",
    ),
    (
        *TOKEN,
        token(
            "invalid_request", "Cannot obtain user token based on the enterprise configuration for your app"
        ),
        "enterprise-configuration",
    ),
    (*FOLDER, call(404, "not_found", "Not Found", **REASON), "folder-not-found"),
    (*FOLDER, call(404, "trashed", "Item is trashed"), "item-trashed"),
    (*FOLDER, call(403, "insufficient_scope", HIGHER, challenge("insufficient_scope", HIGHER)), "scope-insufficient"),
    (*FOLDER, (403, challenge("insufficient_scope", HIGHER), None), "scope-insufficient"),
    (
        *FOLDER,
        call(403, "access_denied_insufficient_permissions", "Access denied - insufficient permission"),
        "forbidden",
    ),
    (*ME, call(401, "unauthorized", "Unauthorized - Cannot authorize with this service"), "not-enabled"),
    (*ME, (401, challenge("invalid_token", "The access token provided is invalid."), None), "token-rejected"),
    (
        *ME,
        call(
            400, "terms_of_service_required", "User must accept custom terms of service before action can be taken"
        ),
        "call-terms-required",
    ),
]

# Forms that hold neither the code nor the words: these have to be refused, not guessed at.
FOLDED = "console.error({ error: { responseInfo } })"
WITHOUT_BODY = {
    "box-node-sdk 10": {"message", "stack"},
    "box-node-sdk 3": {"String(error)", "message", "stack", "console.error({error})"},
    "box-sdk-gen": {"repr(e)", "e.response_info.body", "vars(e.response_info)"},
}


def silent(client, form, status, body):
    if form == FOLDED:
        return True
    if body is None:
        return form in WITHOUT_BODY.get(client, ())
    # Of a token's refusal this SDK's message has the status alone.
    return client == "box-sdk-gen" and form == "repr(e)" and "error" in body


class Box(BaseHTTPRequestHandler):
    """Grants every token but where the case is about that, and refuses every call."""

    answer = None
    about_tokens = False

    def do_GET(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        status, headers, body = self.answer
        if "oauth2/token" in self.path and not self.about_tokens:
            status, headers, body = 200, {}, GRANT
        sent = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if sent:
            self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def install(command, **options):
    """Why it could not be installed, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    return ((done.stderr or done.stdout).strip().splitlines() or ["no reason given"])[-1]


def npm(folder, package):
    folder.mkdir()
    (folder / "package.json").write_text('{"private":true}')
    return install(["npm", "install", "--no-audit", "--no-fund", "--silent", package], cwd=folder)


def pypi(folder, package):
    try:
        venv.create(folder, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return str(error)
    pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", package]
    return install(pip)


def clients(root):
    """Each client that could be installed, and how it is run."""
    for name, installer, package, script in [
        ("box-node-sdk 10", npm, "box-node-sdk@10", "box_node_10.cjs"),
        ("box-node-sdk 3", npm, "box-node-sdk@3", "box_node_3.cjs"),
        ("box-sdk-gen", pypi, "box-sdk-gen", "box_sdk_gen_errors.py"),
        ("boxsdk 3", pypi, "boxsdk<4", "boxsdk_3_errors.py"),
    ]:
        folder = root / name.replace(" ", "-")
        why = installer(folder, package)
        if why:
            print(f"NOT RUN: {name}: {why}")
        elif installer is npm:
            yield name, ["node", HERE / script, folder]
        else:
            yield name, [folder / "bin" / "python", HERE / script]


def forms_of(command, url, asked):
    done = subprocess.run([*command, url, asked], capture_output=True, text=True, timeout=CALL_SECONDS)
    assert done.returncode == 0, f"it was not refused: {done.stderr}"
    return json.loads(done.stdout)


def wrapped(text, width=80):
    """As a terminal of that width breaks it, within words as well."""
    lines = text.split("\n")
    return "\n".join(line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width))


def diagnose(binary, arguments, text):
    """The exit code, and the one probe that the report tells of."""
    command = [binary, "diagnose", "-vv", "--format", "json", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=CALL_SECONDS, env={})
    told = done.stdout + done.stderr
    assert not any(canary in told for canary in CANARIES), f"a secret is shown: {told}"
    report = json.loads(done.stdout)
    return done.returncode, (report["profiles"] or [{"probes": [None]}])[0]["probes"][0]


def names_no_item(text, signature):
    """Whether a bare error tells that something is not there, and not that it is a folder: then it blames nothing."""
    return signature in ("folder-not-found", "item-trashed") and "folder" not in text.lower()


def judge(binary, probe, status, signature, is_silent, text):
    """What is wrong with how a form is read: named, wrapped by a terminal, and bare."""
    for how, arguments, pasted in [
        ("named", ["--reply", f"{probe}=-"], text),
        ("wrapped", ["--reply", f"{probe}=-"], wrapped(text)),
        ("bare", ["-"], text),
    ]:
        code, seen = diagnose(binary, arguments, pasted)
        if is_silent:
            if code != 2:
                yield f"{how}: it says nothing, and was read as {seen['signature']}"
        elif code == 2:
            yield f"{how}: refused"
        elif seen["signature"] != signature and not (how == "bare" and seen["signature"] is None and names_no_item(text, signature)):
            yield f"{how}: read as {seen['signature']}"
        elif seen["http_status"] not in (None, status):
            yield f"{how}: status {seen['http_status']} was told of {status}"


def main(binary):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Box)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    wrong, ran = 0, 0
    with tempfile.TemporaryDirectory() as root:
        for client, command in clients(Path(root)):
            ran, read, unsaid = ran + 1, 0, 0
            for asked, probe, (status, headers, body), signature in CASES:
                Box.answer, Box.about_tokens = (status, headers, body), asked == "token"
                forms = forms_of(command, url, asked)
                silence = [silent(client, form, status, body) for form in forms]

                def judged(text, is_silent):
                    return list(judge(binary, probe, status, signature, is_silent, text))

                with ThreadPoolExecutor() as pool:
                    faults = list(pool.map(judged, forms.values(), silence))
                for form, found in zip(forms, faults):
                    for fault in found:
                        print(f"WRONG: {client}, {signature}, {form}: {fault}")
                wrong += sum(map(len, faults))
                read, unsaid = read + silence.count(False), unsaid + silence.count(True)
            print(f"{client}: {read} forms read, {unsaid} that say nothing refused")
    server.shutdown()
    return wrong, ran


if __name__ == "__main__":
    faults, ran = main(sys.argv[1])
    if faults or ("--require" in sys.argv and ran < 4):
        sys.exit(1)
    sys.exit(0 if ran else 77)
