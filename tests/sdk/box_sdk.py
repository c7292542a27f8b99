"""The official Box SDK for Python as a client of the simulated Box: it must not notice that it is none.

How to run it, with any Python from 3.8:

    python3 -m venv /tmp/box-sdk && /tmp/box-sdk/bin/pip install box-sdk-gen
    cargo build && /tmp/box-sdk/bin/python tests/sdk/box_sdk.py target/debug/ccg-doctor

`.ci/judges` does so. Only the loopback interface is used once the package is there.
"""

import subprocess
import sys
from contextlib import contextmanager

from box_sdk_gen import BoxAPIError, BoxCCGAuth, BoxClient, BoxDeveloperTokenAuth, BoxSDKError, CCGConfig
from box_sdk_gen.networking.base_urls import BaseUrls
from box_sdk_gen.networking.network import NetworkSession


@contextmanager
def simulated(binary, *flags):
    """The simulated Box's settings, as it prints them."""
    command = [binary, "simulate", "--port", "0", *flags]
    box = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={})
    try:
        settings = {}
        while len(settings) < 6:
            line = box.stdout.readline()
            assert line, f"it ended after {sorted(settings)}"
            name, value = line.strip().split("=", 1)
            settings[name] = value
        yield settings
    finally:
        box.terminate()
        box.wait()
        box.stdout.close()


def session(settings):
    url = settings["BOX_BASE_URL"].rstrip("/")
    # What a refusal is must be seen at once, not after the SDK's own retries.
    return NetworkSession(base_urls=BaseUrls(base_url=url, upload_url=url, oauth_2_url=f"{url}/oauth2"))


def auth_of(settings, **subject):
    credentials = {"client_id": settings["BOX_CLIENT_ID"], "client_secret": settings["BOX_CLIENT_SECRET"]}
    return BoxCCGAuth(config=CCGConfig(**{**credentials, **subject}))


def client_of(settings, **subject):
    return BoxClient(auth=auth_of(settings, **subject), network_session=session(settings))


def demand_refusal(call, *says):
    """The call raises with Box's own words."""
    try:
        call()
    except BoxAPIError as error:
        for words in says:
            assert words in str(error), f"`{words}` is missing: {error}"
        return
    raise AssertionError(f"it was not refused: {says}")


def healthy(binary):
    with simulated(binary) as settings:
        fields = ["id", "login", "enterprise", "status", "is_platform_access_only"]
        service = client_of(settings, enterprise_id=settings["BOX_ENTERPRISE_ID"])
        me = service.users.get_user_me(fields=fields)
        assert me.enterprise.id == settings["BOX_ENTERPRISE_ID"], me
        assert me.login.startswith("AutomationUser_"), me.login
        found = service.users.get_user_by_id(settings["BOX_USER_ID"], fields=fields)
        assert found.id == settings["BOX_USER_ID"], found
        person = client_of(settings, user_id=settings["BOX_USER_ID"])
        assert person.users.get_user_me(fields=fields).id == settings["BOX_USER_ID"]
        app_user = client_of(settings, user_id=settings["BOX_APP_USER_ID"])
        assert app_user.users.get_user_me(fields=fields).id == settings["BOX_APP_USER_ID"]
        assert service.folders.get_folder_by_id("0").id == "0"


def revoked(binary):
    with simulated(binary) as settings:
        auth = auth_of(settings, enterprise_id=settings["BOX_ENTERPRISE_ID"])
        network = session(settings)
        first = auth.retrieve_token(network_session=network).access_token
        client = BoxClient(auth=auth, network_session=network)
        client.users.get_user_me()
        auth.revoke_token(network_session=network)
        second = auth.retrieve_token(network_session=network).access_token
        assert first != second, "a revoked token was handed out again"
        client.users.get_user_me()
        stale = BoxClient(auth=BoxDeveloperTokenAuth(token=first), network_session=network)
        try:
            stale.users.get_user_me()
        except BoxSDKError:
            return
        raise AssertionError("a revoked token still works")


def failing(binary):
    wrong = "Grant credentials are invalid"
    for scenario, dialect, subject, says in [
        ("app-not-authorized", "current", "enterprise", ["invalid_grant", "App is not yet authorized for use"]),
        ("app-not-authorized", "guide", "enterprise", ["invalid_grant", wrong]),
        ("client-credentials-mismatch", "current", "enterprise", ["invalid_client"]),
        ("user-tokens-disabled", "current", "user", ["invalid_grant", wrong]),
        ("not-a-ccg-app", "current", "user", ["unauthorized_client", "box_subject_type"]),
    ]:
        with simulated(binary, "--scenario", scenario, "--dialect", dialect) as settings:
            client = client_of(settings, **{f"{subject}_id": settings[f"BOX_{subject.upper()}_ID"]})
            demand_refusal(client.users.get_user_me, "400", *says)
    with simulated(binary) as settings:
        client = client_of(settings, client_secret="0" * 32, enterprise_id=settings["BOX_ENTERPRISE_ID"])
        demand_refusal(client.users.get_user_me, "400", "invalid_client", "The client credentials are invalid")


if __name__ == "__main__":
    for part in (healthy, revoked, failing):
        part(sys.argv[1])
        print(f"{part.__name__}: ok")
