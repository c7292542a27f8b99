"""Random states of an app, played by a Box of its own, and what the doctor makes of them.

    cargo build && python3 tests/real/grid.py target/debug/ccg-doctor --seed 7 --states 300

The Box below knows nothing of the catalogue. It has accounts, enterprises, settings that are in effect or not, and the
order in which Box checks a request; it was written by hand from Box's pages, its staff's answers and recorded replies.
A state is an app with no fault, one, or two that do not depend on each other, and one of the wordings that Box has used for
each. The same seed gives the same states. `--only N` repeats one of them and prints all that was sent and answered.
`--binary-old PATH` has an older build look at the same states, for the figures alone.

Exit 1 if the doctor broke a promise: a false green or a false alarm, a true cause ruled out, a false one confirmed, a token
left unrevoked, a second wrong secret, a person's name or the secret in the output, or more power as the first advice.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qsl, unquote, urlsplit

# What Box answers to a token request.

CREDENTIALS = ("invalid_client", "The client credentials are invalid")
CREDENTIALS_REFERENCE = ("invalid_client", "The client credentials are not valid")
CATCH_ALL = ("invalid_grant", "Grant credentials are invalid")
SUBJECT_TYPE = ("unauthorized_client", 'The "box_subject_type" value is unauthorized for this client_id')
GRANT_TYPE_ARTICLE = ("unauthorized_client", "The grant type is unauthorized for this client_id")
GRANT_TYPE_PAGE = ("invalid_request", "The grant type is unauthorized for this client_id")
NO_GRANT_TYPE = ("invalid_request", "Invalid grant_type parameter or parameter missing")
NOT_YET = ("invalid_grant", "App is not yet authorized for use")
NOT_BY_ADMIN = ("unauthorized_client", "This app is not authorized by the enterprise admin")
NOT_BY_ENTERPRISE = ("unauthorized_client", "This app is not authorized by the enterprise")
SCOPE_AT_TOKEN = ("insufficient_scope", "Insufficient permissions for the requested scope.")
CONFIGURATION = ("invalid_request", "Cannot obtain user token based on the enterprise configuration for your app")
CONFIGURATION_SHORT = ("invalid_request", "Cannot obtain token based on the enterprise configuration for your app")
RESET = ("password_reset_required", "User needs to reset password")
TERMS = ("terms_of_service_required", "User must accept custom terms of service before action can be taken")
DEACTIVATED = ("account_deactivated", "The account is deactivated")

LIFETIMES = (3646, 3992, 4123)
SCOPE_OF_CALL = {
    "/2.0/users": "manage_managed_users",
    "/2.0/groups": "manage_groups",
    "/2.0/webhooks": "manage_webhook",
    "/2.0/folders": "root_readonly",
    "/2.0/terms_of_services": "manage_enterprise_properties",
    "/2.0/terms_of_service_user_statuses": "manage_managed_users",
    "/2.0/events": "manage_enterprise_properties",
}


@dataclass
class Reply:
    status: int
    body: object = None
    headers: dict = field(default_factory=dict)


def api_error(status, code, message, **headers):
    body = {"type": "error", "status": status, "code": code, "message": message, "request_id": "q1w2e3r4t5y6u7i8",
            "help_url": "http://developers.box.com/docs/#errors"}
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def denied():
    return api_error(403, "access_denied_insufficient_permissions", "Access denied - insufficient permission")


@dataclass
class Account:
    id: str
    kind: str  # managed, app-user, foreign-app-user, external, service
    login: str
    name: str
    role: str = "user"
    status: str = "active"
    accepted: bool = True  # the enterprise's custom Terms of Service
    reset: bool = False  # the password must be reset

    def entry(self, enterprise, fields):
        """As Box shows it: id, name and login come whether they were asked for or not."""
        external = self.kind == "external"
        known = {
            "enterprise": None if external else {"type": "enterprise", "id": enterprise, "name": "Enterprise of the grid"},
            "status": None if external else self.status,
            "role": self.role,
            "is_platform_access_only": self.kind in ("app-user", "foreign-app-user", "service"),
        }
        return {"type": "user", "id": self.id, "name": self.name, "login": self.login,
                **{name: known[name] for name in fields if name in known}}


class App:
    """One state: an app as it is in effect at Box, the settings of who uses it, and the wording of its day."""

    def __init__(self, index):
        self.index = index
        self.truths = []  # (cause, target): what is wrong with it
        self.told = []  # the same for people
        self.client_id = self.secret = self.home = None
        self.enterprise_id = self.user_id = self.app_user_id = None
        self.expect_scope = self.expect_folder = None
        self.credentials_right = True
        self.method = "ccg"
        self.authorized, self.enabled = True, True
        self.level, self.user_tokens, self.scopes = "all", True, set()
        self.others = set()  # real enterprises that did not authorize the app
        self.accounts, self.service = {}, None
        self.terms = "none"
        self.admin_reset = None  # both, enterprise
        self.folders = set()
        self.words = {}
        # What was seen of the doctor.
        self.tokens, self.revoked, self.other_secrets, self.log = {}, set(), 0, []
        self.lock = Lock()

    # The token endpoint, in Box's order of checks.

    def token_request(self, sent):
        if sent.get("grant_type") != "client_credentials":
            return self.refuse(NO_GRANT_TYPE)
        if sent.get("client_secret") != self.secret:
            self.other_secrets += 1
            return self.refuse(self.words["credentials"])
        if not self.credentials_right:
            return self.refuse(self.words["credentials"])
        kind, subject = sent.get("box_subject_type"), sent.get("box_subject_id")
        if self.method != "ccg":
            if not kind and self.words["anonymous"]:
                return self.grant(None)
            return self.refuse(self.words["method"])
        if not kind or not subject:
            return self.refuse(SUBJECT_TYPE)
        refusals = self.against_enterprise(subject) if kind == "enterprise" else self.against_user(subject)
        if refusals:
            return self.refuse(refusals[self.words["order"] % len(refusals)])
        return self.grant(self.service if kind == "enterprise" else self.accounts[subject])

    def against_enterprise(self, subject):
        if subject in self.others:
            return [self.words["elsewhere"]]
        if subject != self.home:
            return [CATCH_ALL]
        refusals = []
        if not self.authorized and not self.words["late"]:
            refusals.append(self.words["unauthorized"][0])
        if self.admin_reset:
            refusals.append(RESET)
        return refusals

    def against_user(self, subject):
        refusals = []
        if not self.authorized and not self.words["late"]:
            refusals.append(self.words["unauthorized"][1])
        account = self.accounts.get(subject)
        person = account is not None and account.kind == "managed"
        if self.admin_reset == "both" and (person or subject == self.user_id or self.words["reset-reaches-all"]):
            refusals.append(RESET)
        if account is None or account.kind not in ("managed", "app-user"):
            return refusals + [CATCH_ALL if account and account.kind == "foreign-app-user" else self.words["nobody"]]
        if not self.user_tokens:
            refusals.append(self.words["tokens"])
        if self.level == "app" and account.kind == "managed" and self.words["level"]:
            refusals.append(self.words["level"])
        if account.status == "inactive" and self.words["inactive"]:
            refusals.append(self.words["inactive"])
        if not account.accepted and self.words["terms"]:
            refusals.append(self.words["terms"])
        if account.reset and not self.words["reset-late"]:
            refusals.append(RESET)
        return refusals

    def grant(self, account):
        token = "".join(random.Random(f"{self.client_id} {len(self.tokens)}").choices("abcdefghijkmnpqrstuvwxyz23456789", k=32))
        self.tokens[token] = account
        body = {"access_token": token, "expires_in": self.words["lifetime"], "restricted_to": [], "token_type": "bearer"}
        return Reply(200, body)

    def refuse(self, words):
        error, text = words
        body = {"error": error, "error_description": text}
        if self.words["decoration"] == "period":
            body["error_description"] = text.rstrip(".") + "."
        elif self.words["decoration"] == "case":
            body["error_description"] = text.lower()
        elif self.words["decoration"] == "field":
            body["error_uri"] = "https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors"
        return Reply(400, body)

    # Calls with a token.

    def call(self, token, path, query):
        if token not in self.tokens or token in self.revoked:
            challenge = 'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."'
            return Reply(401, None, {"WWW-Authenticate": challenge})
        account = self.tokens[token]
        return self.shut(account) or self.read(account, path, query)

    def shut(self, account):
        """Why every call of this account is refused, if it is."""
        if account is None:
            return api_error(401, "unauthorized", "Unauthorized")
        if not self.enabled:
            return api_error(401, "unauthorized", "Unauthorized - Cannot authorize with this service",
                             WWW_Authenticate='Bearer realm="Service"')
        if not self.authorized:
            error, text = self.words["late"][1]
            return Reply(self.words["late"][0], {"error": error, "error_description": text})
        if account.status == "inactive":
            return api_error(401, "unauthorized", "Unauthorized - User has been deactivated")
        if not account.accepted:
            return api_error(400, *TERMS)
        if account.reset:
            return api_error(400, *RESET)
        return denied() if self.level == "app" and account.kind == "managed" else None

    def read(self, account, path, query):
        fields = query.get("fields", "role,status").split(",")
        if path == "/2.0/users/me":
            return Reply(200, account.entry(self.home, fields))
        kind = next((known for known in SCOPE_OF_CALL if path == known or path.startswith(known + "/")), None)
        if kind is None:
            return api_error(404, "not_found", "Not Found")
        if SCOPE_OF_CALL[kind] not in self.scopes:
            return self.without_scope()
        one = unquote(path[len(kind) + 1:])
        if kind == "/2.0/users" or kind == "/2.0/groups" or kind.startswith("/2.0/terms"):
            if account.kind != "service" and account.role == "user":
                return denied()
        if kind == "/2.0/users":
            return self.look_up(one, fields) if one else self.listing(query, fields)
        if kind == "/2.0/folders":
            if one != "0" and one not in self.folders:
                return api_error(404, "not_found", "Not Found")
            return Reply(200, {"type": "folder", "id": one, "etag": "0", "name": "A folder"})
        if kind.startswith("/2.0/terms"):
            return self.terms_of(kind, query)
        return Reply(200, {"entries": [], "limit": 1, "next_marker": None})

    def without_scope(self):
        challenge = ('Bearer realm="Service", error="insufficient_scope", error_description="The request requires higher '
                     'privileges than provided by the access token."')
        if self.words["scope"] == "bare":
            return Reply(403, None, {"WWW-Authenticate": challenge})
        if self.words["scope"] == "denied":
            return denied()
        return api_error(403, "insufficient_scope", "The request requires higher privileges than provided by the access token.",
                         WWW_Authenticate=challenge)

    def visible(self, account):
        """Under App Access Only the managed users are hidden, and other people with them."""
        return self.level == "all" or account.kind in ("app-user", "service")

    def look_up(self, one, fields):
        account = self.service if one == self.service.id else self.accounts.get(one)
        if account is None:
            return api_error(404, "not_found", "Not Found")
        if not self.visible(account):
            return denied() if self.words["hidden"] == "denied" else api_error(404, "not_found", "Not Found")
        return Reply(200, account.entry(self.home, fields))

    def listing(self, query, fields):
        kinds = ("managed", "app-user") + (("foreign-app-user",) if self.words["foreign-listed"] else ())
        found = [one for one in self.accounts.values() if one.kind in kinds and self.visible(one)]
        term = query.get("filter_term", "")
        if term and not self.words["filter-ignored"]:
            found = [one for one in found if one.login.startswith(term) or one.name.startswith(term)]
        start, limit = int(query.get("offset", 0)), min(int(query.get("limit", 100)), 1000)
        entries = [one.entry(self.home, fields) for one in found[start:start + limit]]
        return Reply(200, {"total_count": len(found), "entries": entries, "limit": limit, "offset": start})

    def terms_of(self, kind, query):
        terms = {"type": "terms_of_service", "id": "88990011"}
        if kind == "/2.0/terms_of_services":
            entries = [] if self.terms == "none" else [{**terms, "status": self.terms, "tos_type": "managed", "text": "Be good."}]
            return Reply(200, {"total_count": len(entries), "entries": entries})
        account = self.accounts.get(query.get("user_id"))
        # Whether App Access Only hides an entry as it hides the user is told nowhere; it is taken not to, since Box's page has no entry mean that none is asked for.
        if self.terms == "none" or account is None:
            return Reply(200, {"total_count": 0, "entries": []})
        user = {"type": "user", "id": account.id, "name": account.name, "login": account.login}
        entry = {"type": "terms_of_service_user_status", "id": "5511", "tos": terms, "user": user, "is_accepted": account.accepted}
        return Reply(200, {"total_count": 1, "entries": [entry]})


# What can be wrong. A fault's forms each take parts of the app, and two faults of one app share no part: what is nobody's cannot be
# inactive as well, and a setting cannot be both off and waiting for the reauthorization.


@dataclass
class Form:
    cause: str
    told: str
    parts: set
    needs: set  # enterprise, user, managed, scope, folder
    apply: object


def sets(**values):
    def apply(app, pick):
        for name, value in values.items():
            setattr(app, name, value)
    return apply


def says(**words):
    """A function that takes one wording of each list."""
    return lambda app, pick: app.words.update({name.replace("_", "-"): pick.choice(options) for name, options in words.items()})


def all_of(*steps):
    def apply(app, pick):
        for step in steps:
            step(app, pick)
    return apply


def on_user(**values):
    def apply(app, pick):
        for name, value in values.items():
            setattr(app.subject, name, value)
    return apply


def other_enterprise(app, pick):
    app.enterprise_id = number(pick, 6, 9)
    app.others.add(app.enterprise_id)


def enterprise_of_nobody(app, pick):
    person = pick.choice([one for one in app.accounts.values() if one.kind == "managed"])
    app.enterprise_id = pick.choice([number(pick, 11, 11), person.id, "0", "it-support@example.com", app.service.login])


def swap(app, pick):
    app.enterprise_id, app.user_id = app.user_id, app.enterprise_id


def user_of(kind):
    def apply(app, pick):
        if kind == "nobody":
            app.user_id = number(pick, 9, 11)
        elif kind == "e-mail":
            app.user_id = pick.choice(["someone.mistyped@example.com", app.subject.login])
        elif kind == "service":
            app.user_id = app.service.id
        elif kind == "service-login":
            app.user_id = app.service.login
        elif kind == "enterprise":
            app.user_id = app.home
        else:
            app.user_id = next(one.id for one in app.accounts.values() if one.kind == kind)
        if app.words["narrow"]:
            app.level = "app"  # in effect, and no fault beside an ID that is no managed user's
    return apply


def untick(app, pick):
    app.scopes -= {app.expect_scope, "root_readonly" if app.expect_scope == "root_readonly" else None}


USER_TOKENS = says(tokens=[CATCH_ALL, CATCH_ALL, CONFIGURATION, CONFIGURATION_SHORT])
LEVEL = says(level=[CATCH_ALL, CATCH_ALL, CONFIGURATION, None])  # None: the token is granted, and refused when it is used
NO_USER = says(nobody=[CATCH_ALL, CATCH_ALL, CONFIGURATION])
UNAUTHORIZED = [(NOT_YET, CATCH_ALL), (NOT_YET, NOT_YET), (CATCH_ALL, CATCH_ALL), (NOT_BY_ADMIN, NOT_BY_ADMIN),
                (NOT_BY_ENTERPRISE, NOT_BY_ENTERPRISE), (SCOPE_AT_TOKEN, CATCH_ALL)]
USER_VALUE = {"user-id", "level", "user-state", "terms", "user-reset"}


def delete_user(app, pick):
    del app.accounts[app.subject.id]


def user_id_wrong(told, kind):
    return Form("user-id-wrong", f"user ID {told}", USER_VALUE, {"user"}, all_of(NO_USER, user_of(kind)))


def waiting(told, parts, needs, *steps):
    return Form("reauthorization-needed", f"{told} changed, not reauthorized", {"pending", *parts}, needs, all_of(*steps))


FAULTS = [
    [Form("client-credentials-mismatch", "ID or secret wrong", {"credentials"}, set(), sets(credentials_right=False))],
    [Form("not-a-ccg-app", "OAuth 2.0 app", {"method", "authorization", "tokens", "level", "scopes", "enabled"}, set(),
          all_of(sets(method="oauth"), says(anonymous=[True, False], method=[SUBJECT_TYPE])))],
    [Form("not-a-ccg-app", "JWT app", {"method", "tokens", "level", "scopes", "enabled"}, set(),
          all_of(sets(method="jwt"), says(method=[SUBJECT_TYPE, GRANT_TYPE_ARTICLE, GRANT_TYPE_PAGE])))],
    [Form("app-not-authorized", "not authorized", {"authorization", "enabled", "pending"}, set(),
          all_of(sets(authorized=False), says(unauthorized=UNAUTHORIZED))),
     Form("app-not-authorized", "not authorized", {"authorization", "enabled", "pending"}, set(),
          all_of(sets(authorized=False), says(unauthorized=UNAUTHORIZED))),
     Form("app-not-authorized", "not authorized, noticed late", {"authorization", "enabled", "pending"}, set(),
          all_of(sets(authorized=False), says(late=[(status, words) for status in (400, 401, 403)
                                                    for words in (NOT_BY_ENTERPRISE, NOT_BY_ADMIN)])))],
    [Form("authorized-elsewhere", "enterprise ID of another enterprise", {"enterprise-id", "authorization"}, {"enterprise"},
          all_of(says(elsewhere=[NOT_YET, CATCH_ALL]), other_enterprise))],
    [Form("enterprise-id-wrong", "enterprise ID nobody's", {"enterprise-id"}, {"enterprise"}, enterprise_of_nobody)],
    [Form("user-tokens-disabled", "Generate User Access Tokens off", {"tokens"}, {"user"},
          all_of(USER_TOKENS, sets(user_tokens=False)))],
    [Form("app-access-only", "App Access Only", {"level"}, {"user", "managed"}, all_of(LEVEL, sets(level="app")))],
    [waiting("user tokens", {"tokens"}, {"user"}, USER_TOKENS, sets(user_tokens=False)),
     waiting("access level", {"level"}, {"user", "managed"}, LEVEL, sets(level="app")),
     waiting("user tokens and access level", {"tokens", "level"}, {"user", "managed"}, USER_TOKENS, LEVEL,
             sets(user_tokens=False, level="app")),
     waiting("a scope", {"scopes"}, {"scope"}, untick)],
    [user_id_wrong("nobody's", "nobody"), user_id_wrong("an e-mail", "e-mail"), user_id_wrong("the Service Account's", "service"),
     user_id_wrong("the Service Account's login", "service-login"), user_id_wrong("an external user's", "external"),
     user_id_wrong("the enterprise's", "enterprise"), user_id_wrong("another app's App User's", "foreign-app-user")],
    [Form("user-inactive", "user deleted", {"user-state", "terms", "user-reset"}, {"user"}, all_of(NO_USER, delete_user))],
    [Form("user-inactive", "user inactive", {"user-state"}, {"user"},
          all_of(says(inactive=[CATCH_ALL, CATCH_ALL, DEACTIVATED, None]), on_user(status="inactive")))],
    [Form("terms-not-accepted", "Terms of Service not accepted", {"terms"}, {"user", "managed"},
          all_of(sets(terms="enabled"), says(terms=[TERMS, TERMS, CATCH_ALL, None]), on_user(accepted=False)))],
    [Form("password-reset-required", "password reset, both subjects", {"reset", "user-reset"}, set(), sets(admin_reset="both")),
     Form("password-reset-required", "password reset, the primary admin's", {"reset"}, {"enterprise"}, sets(admin_reset="enterprise")),
     Form("password-reset-required", "password reset, that user's", {"reset", "user-reset"}, {"user", "managed"},
          all_of(says(reset_late=[False, False, True]), on_user(reset=True)))],
    [Form("app-not-enabled", "not enabled", {"enabled"}, set(), sets(enabled=False))],
    [Form("subject-ids-swapped", "IDs swapped", {"enterprise-id", "user-id"}, {"enterprise", "user"}, all_of(NO_USER, swap))],
    [Form("scope-missing", "scope missing", {"scopes"}, {"scope"}, untick)],
    [Form("folder-not-shared", "folder not shared", {"folder"}, {"folder"}, lambda app, pick: app.folders.clear())],
]


# How a state is drawn.


def number(pick, least, most):
    digits = pick.randint(least, most)
    return str(pick.randint(10 ** (digits - 1), 10 ** digits - 1))


def letters(pick, alphabet):
    return "".join(pick.choices(alphabet, k=32))


def draw(seed, index):
    pick = random.Random(f"{seed} {index}")
    app = App(index)
    forms = draw_forms(pick)
    needs = set().union(*(form.needs for form in forms)) if forms else set()
    subjects = draw_subjects(pick, needs)
    managed = "managed" in needs or pick.random() < 0.65
    app.words = {
        "credentials": pick.choice([CREDENTIALS, CREDENTIALS, CREDENTIALS_REFERENCE, CATCH_ALL, CATCH_ALL]),
        "method": SUBJECT_TYPE, "anonymous": False, "late": None, "nobody": CATCH_ALL, "tokens": CATCH_ALL, "level": CATCH_ALL,
        "inactive": CATCH_ALL, "terms": TERMS, "reset-late": False, "lifetime": pick.choice(LIFETIMES), "order": pick.randrange(6),
        "decoration": pick.choice(["period", "case", "field"] + 17 * [None]), "scope": pick.choice(["json", "json", "bare", "denied"]),
        "hidden": pick.choice(["404", "404", "404", "denied"]), "foreign-listed": pick.random() < 0.2,
        "filter-ignored": pick.random() < 0.1, "reset-reaches-all": pick.random() < 0.5, "narrow": pick.random() < 0.3,
    }
    people(app, pick, managed)
    settings(app, pick, subjects, managed, needs)
    for form in forms:
        form.apply(app, pick)
        target = {"scope-missing": app.expect_scope, "folder-not-shared": app.expect_folder}.get(form.cause)
        app.truths.append((form.cause, target))
        app.told.append(form.told)
    return app


def draw_forms(pick):
    how_many = pick.choices([0, 1, 2], [5, 70, 25])[0]
    while True:
        forms = [pick.choice(fault) for fault in pick.sample(FAULTS, how_many)]
        apart = len(forms) < 2 or not forms[0].parts & forms[1].parts and forms[0].cause != forms[1].cause
        if apart:
            return forms


def draw_subjects(pick, needs):
    options = [({"enterprise", "user"}, 60), ({"enterprise"}, 15), ({"user"}, 25)]
    fitting = [(subjects, weight) for subjects, weight in options if needs & {"enterprise", "user"} <= subjects]
    return pick.choices([one for one, _ in fitting], [weight for _, weight in fitting])[0]


def people(app, pick, managed):
    """The enterprise's accounts, the one that the app is meant to act as among them."""
    app.home = number(pick, 5, 9)
    service, foreign = number(pick, 6, 7), number(pick, 6, 7)
    login = lambda kind, of: f"{kind}_{of}_{letters(pick, 'abcdefghijklmnopqrstuvwxyz0123456789')[:10]}@boxdevedition.com"
    app.service = Account(number(pick, 11, 11), "service", login("AutomationUser", service), "The app's own")

    def add(kind, its_login, role="user", status="active"):
        account = Account(number(pick, 9, 11), kind, its_login, f"Canary Person{len(app.accounts)} of {app.index}", role, status)
        app.accounts[account.id] = account
        return account

    person = lambda: f"canary{len(app.accounts)}.{letters(pick, 'abcdefghijklmnop')[:6]}@grid.example.com"
    crowd = pick.choice([1, 2, 3, 5] * 5 + [130])
    app_users = [add("app-user", login("AppUser", service), status=pick.choice(["active"] * 5 + ["inactive"]))
                 for _ in range(pick.choice([0, 1, 2, 3]) if crowd < 100 else crowd)]
    managers = [add("managed", person(), "admin")]
    managers += [add("managed", person(), pick.choice(["user", "user", "coadmin"])) for _ in range(pick.choice([1, 2, 4]))]
    add("foreign-app-user", login("AppUser", foreign))
    add("external", person())
    if managed:
        app.subject = pick.choice(managers)
        app.subject.status = pick.choice(["active"] * 4 + ["cannot_delete_edit"])
    else:
        app.subject = add("app-user", login("AppUser", service))
    app.spare = next((one for one in app_users if one.status == "active"), None) or add("app-user", login("AppUser", service))
    shuffled = list(app.accounts.values()) if crowd >= 100 else pick.sample(list(app.accounts.values()), len(app.accounts))
    app.accounts = {one.id: one for one in shuffled}


def settings(app, pick, subjects, managed, needs):
    """What is ticked, and what the integration has in its settings, while nothing is wrong yet."""
    app.client_id = letters(pick, "abcdefghijklmnopqrstuvwxyz0123456789")
    app.secret = letters(pick, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    app.enterprise_id = app.home if "enterprise" in subjects else None
    app.user_id = app.subject.id if "user" in subjects else None
    if pick.random() < 0.35:
        app.app_user_id = app.spare.id if pick.random() < 0.9 else number(pick, 9, 11)
    if not managed or "user" not in subjects:
        app.level = pick.choice(["all", "app"])
    app.scopes = {"root_readonly"} | {name for name in ("manage_groups", "manage_webhook") if pick.random() < 0.5}
    app.scopes |= {"manage_managed_users"} if pick.random() < 0.6 else set()
    app.scopes |= {"manage_enterprise_properties"} if pick.random() < 0.4 else set()
    app.terms = pick.choice(["none", "none", "disabled", "enabled"])
    if "scope" in needs or pick.random() < 0.1:
        options = ["root_readonly", "manage_webhook"]
        if subjects == {"enterprise"} or managed and app.subject.role != "user":
            options += ["manage_managed_users"] + ["manage_groups"] * (app.level == "all" and "level" not in needs)
        app.expect_scope = pick.choice(options)
        app.scopes.add(app.expect_scope)
    if "folder" in needs or pick.random() < 0.1:
        app.expect_folder = number(pick, 9, 12)
        app.folders.add(app.expect_folder)


# Box on loopback, and the doctor in front of it.


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        sent = dict(parse_qsl(body, keep_blank_values=True))
        app = self.server.apps.get(sent.get("client_id"))
        with app.lock:
            if self.path == "/oauth2/revoke":
                app.revoked.add(sent.get("token"))
                reply = Reply(200)
            else:
                reply = app.token_request(sent)
                self.server.holders.update({token: app for token in app.tokens})
            subject = f"{sent.get('box_subject_type')} {sent.get('box_subject_id')}" if self.path == "/oauth2/token" else ""
            app.log.append(f"POST {self.path} {subject} -> {reply.status} {json.dumps(reply.body)}")
        self.answer(reply, {"cache-control": "no-store", "strict-transport-security": "max-age=31536000", "via": "1.1 google",
                            "set-cookie": "box_visitor_id=canarycookie; path=/; secure"})

    def do_GET(self):
        url = urlsplit(self.path)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        app = self.server.holders[token]
        with app.lock:
            reply = app.call(token, url.path, dict(parse_qsl(url.query)))
            app.log.append(f"GET {self.path} -> {reply.status} {json.dumps(reply.body)[:300]} {reply.headers or ''}")
        self.answer(reply, {"box-request-id": "1f2e3d4c5b6a", "vary": "Origin"})

    def answer(self, reply, headers):
        body = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in {"content-type": "application/json", **headers, **reply.headers, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Box(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.apps, self.holders = {}, {}
        Thread(target=self.serve_forever, daemon=True).start()

    def examine(self, binary, app, folder):
        """Exit code, the one profile of the report, and all that was printed."""
        self.apps[app.client_id] = app
        given = {"BOX_CLIENT_ID": app.client_id, "BOX_CLIENT_SECRET": app.secret, "BOX_ENTERPRISE_ID": app.enterprise_id,
                 "BOX_USER_ID": app.user_id, "BOX_APP_USER_ID": app.app_user_id}
        command = [binary, "check", "--base-url", f"http://127.0.0.1:{self.server_port}", "--format", "json"]
        command += ["--expect", f"scope={app.expect_scope}"] if app.expect_scope else []
        command += ["--expect", f"folder={app.expect_folder}"] if app.expect_folder else []
        env = {name: value for name, value in given.items() if value}
        ended = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, timeout=120)
        report = json.loads(ended.stdout)
        assert report["profiles"], f"nothing was examined: {report['error']}"
        return ended.returncode, report["profiles"][0], ended.stdout + ended.stderr


# What is demanded, and what is counted.


@dataclass
class Seen:
    app: App
    code: int
    profile: dict
    printed: str

    @property
    def causes(self):
        return [one for one in self.profile["findings"] if one["kind"] == "cause"]

    def ids(self, *statuses):
        """Distinct, in the report's order."""
        return list(dict.fromkeys(one["id"] for one in self.causes if one["status"] in statuses))

    @property
    def named(self):
        return self.ids("confirmed", "suspected")

    @property
    def true(self):
        return {cause for cause, _ in self.app.truths}

    @property
    def environment(self):
        return [one["id"] for one in self.profile["findings"] if one["kind"] == "environment" and one["status"] == "confirmed"]


def broken_promises(seen):
    app, failing = seen.app, bool(seen.app.truths)
    verdict = seen.profile["verdict"]
    if {0: "healthy", 1: "misconfigured", 3: "inconclusive"}.get(seen.code) != verdict:
        yield f"exit {seen.code} goes with {verdict}"
    if failing and verdict == "healthy":
        yield "false green"
    if not failing and verdict != "healthy":
        yield "a healthy app comes out broken"
    for cause, target in app.truths:
        ruled_out = [one for one in seen.causes if one["id"] == cause and one["status"] == "ruled-out"]
        if any(target is None or one["target"] == target for one in ruled_out):
            yield f"true cause ruled out: {cause}"
    for cause in seen.ids("confirmed"):
        if cause not in seen.true:
            yield f"false cause confirmed: {cause}"
    if app.revoked != set(app.tokens):
        yield f"{len(app.tokens)} tokens were granted, {len(app.revoked & set(app.tokens))} revoked"
    if app.other_secrets > 1:
        yield f"{app.other_secrets} wrong secrets were sent"
    yield from leaks(seen)
    yield from widening(seen)


def leaks(seen):
    app = seen.app
    private = {"secret": app.secret, **{f"token {number}": token for number, token in enumerate(app.tokens)}, "cookie": "canarycookie"}
    for account in app.accounts.values():
        private[f"name of {account.id}"] = account.name
        if account.login != app.user_id:
            private[f"login of {account.id}"] = account.login
    private["name in general"] = "Canary Person"
    for what, text in private.items():
        if text in seen.printed:
            yield f"in the output: {what}"


def widening(seen):
    named = [one for one in seen.causes if one["status"] in ("confirmed", "suspected") and one.get("remediation")]
    first_widens = lambda finding: finding["remediation"][0].get("widens") is not None
    if named and first_widens(named[0]) and not all(first_widens(one) for one in named):
        yield f"the first advice widens the app: {named[0]['id']}"


SETTINGS = {"user-tokens-disabled", "app-access-only", "scope-missing"}


def told_first(seen):
    """The first two statements, where a setting and its missing reauthorization are one: off, or on and not in effect."""
    pairs = SETTINGS & set(seen.named)
    two = [one for one in seen.named if not (pairs and one == "reauthorization-needed")][:2]
    return set(two) | ({"reauthorization-needed"} if pairs & set(two) else set())


def figures(all_seen, readable):
    """Rows of a table: what is counted, and the count, over the states of these numbers."""
    failing = [seen for seen in all_seen if seen.app.truths]
    read = [seen for seen in failing if seen.app.index in readable]
    ranks = [[seen.named.index(cause) for cause in seen.true if cause in seen.named] for seen in read]
    mean = lambda values: f"{sum(values) / max(len(values), 1):.2f}"
    share = lambda part: f"{part} of {len(read)} ({100 * part / max(len(read), 1):.1f} %)"
    return [
        ("states", str(len(all_seen))),
        ("failing", str(len(failing))),
        ("of these not counted below", str(len(failing) - len(read))),
        ("a true cause named", share(sum(bool(rank) for rank in ranks))),
        ("a true cause named or not excluded", share(sum(bool(seen.true & set(seen.named + seen.ids("not-excluded"))) for seen in read))),
        ("a true cause confirmed", share(sum(bool(seen.true & set(seen.ids("confirmed"))) for seen in read))),
        ("a false cause confirmed", share(sum(bool(set(seen.ids("confirmed")) - seen.true) for seen in read))),
        ("a true cause ruled out", share(sum(any("true cause ruled out" in one for one in broken_promises(seen)) for seen in read))),
        ("a true cause among the first two", share(sum(bool(rank) and min(rank) < 2 for rank in ranks))),
        ("the same, a setting and its reauthorization as one", share(sum(bool(seen.true & told_first(seen)) for seen in read))),
        ("causes named on average", mean([len(seen.named) for seen in read])),
        ("not excluded on average", mean([len(seen.ids("not-excluded")) for seen in read])),
        ("one cause alone named", share(sum(len(seen.named) == 1 for seen in read))),
        ("healthy states that are green", f"{sum(seen.code == 0 for seen in all_seen if not seen.app.truths)} of {len(all_seen) - len(failing)}"),
    ]


def costs(all_seen):
    """What costs most: the truths that many causes stand beside, and the causes that lead where another is true."""
    by_truth, late = defaultdict(list), Counter()
    for seen in all_seen:
        if not seen.app.truths or seen.environment:
            continue
        if len(seen.app.told) == 1:
            by_truth[seen.app.told[0]].append(len(seen.named))
        if not seen.true & set(seen.named[:2]):
            late[f"{' and '.join(seen.named[:2]) or 'nothing'} lead(s), true is {' + '.join(seen.app.told)}"] += 1
    print("\nCauses named on average, by the one fault:")
    for told, counts in sorted(by_truth.items(), key=lambda item: -sum(item[1]) / len(item[1])):
        print(f"  {sum(counts) / len(counts):5.2f}  {told} ({len(counts)} states)")
    print("\nA true cause is not among the first two:")
    for words, count in late.most_common():
        print(f"  {count:3}  {words}")


def table(new, old):
    """The figures; beside them the older build's, and ours once more over the states that both could read."""
    ours = {seen.app.index for seen in new if not seen.environment}
    columns = {"": figures(new, ours)}
    if old:
        theirs = {seen.app.index for seen in old if not seen.environment}
        columns = {"now": figures(new, ours), "before": figures(old, theirs),
                   "now, read by both": figures(new, ours & theirs), "before, read by both": figures(old, ours & theirs)}
    print(f"  {'':52}" + "".join(f"{name:24}" for name in columns).rstrip())
    for row in zip(*columns.values()):
        print(f"  {row[0][0]:52}" + "".join(f"{value:24}" for _, value in row).rstrip())


def describe(seen):
    app = seen.app
    findings = defaultdict(list)
    for one in seen.causes:
        findings[one["status"]].append(one["id"] + (f" {one['target']}" if one["target"] else ""))
    print(f"state {app.index}: {' + '.join(app.told) or 'healthy'}")
    print(f"  enterprise {app.enterprise_id} (home {app.home}), user {app.user_id} (meant: {app.subject.kind} {app.subject.id}, "
          f"{app.subject.role}, {app.subject.status}), app user {app.app_user_id}, level {app.level}, user tokens {app.user_tokens}, "
          f"scopes {sorted(app.scopes)}, expected {app.expect_scope} {app.expect_folder}, terms {app.terms}")
    for line in app.log:
        print(f"    {line}")
    print(f"  exit {seen.code}, {seen.profile['verdict']}: {seen.profile['summary']}")
    for status in ("confirmed", "suspected", "not-excluded", "masked", "ruled-out"):
        print(f"  {status}: {', '.join(findings[status]) or '-'}")
    others = [f"{one['kind']} {one['id']}" for one in seen.profile["findings"] if one["kind"] != "cause" and one["status"] == "confirmed"]
    print(f"  besides: {', '.join(others) or '-'}")


def examine_all(binary, seed, indices, folder):
    box = Box()

    def one(index):
        app = draw(seed, index)
        return Seen(app, *box.examine(binary, app, folder))

    with ThreadPoolExecutor(2) as workers:
        return list(workers.map(one, indices))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--binary-old", help="an older build, for its figures alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--states", type=int, default=300)
    parser.add_argument("--only", type=int, help="one state, with all that was sent and answered")
    args = parser.parse_args()
    indices = range(args.states) if args.only is None else [args.only]
    with tempfile.TemporaryDirectory() as folder:
        new = examine_all(os.path.abspath(args.binary), args.seed, indices, folder)
        old = examine_all(os.path.abspath(args.binary_old), args.seed, indices, folder) if args.binary_old else None
    broken = [(seen, list(broken_promises(seen))) for seen in new]
    broken = [(seen, promises) for seen, promises in broken if promises]
    for seen, promises in broken:
        print(f"BROKEN: {'; '.join(promises)}")
        describe(seen)
    if args.only is not None:
        for seen in new + (old or []):
            describe(seen)
    print(f"\nseed {args.seed}")
    table(new, old)
    costs(new)
    if broken:
        sys.exit(f"{len(broken)} states in which a promise is broken; repeat one with --seed {args.seed} --only N")


main()
