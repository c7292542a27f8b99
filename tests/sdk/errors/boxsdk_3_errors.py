"""boxsdk 3 as a client of the address given: `python boxsdk_3_errors.py URL token|folder|me`."""

import sys

from boxsdk import CCGAuth, Client
from boxsdk.config import API
from python_forms import print_forms

url, call = sys.argv[1:]
API.BASE_API_URL, API.OAUTH2_API_URL, API.MAX_RETRY_ATTEMPTS = f"{url}/2.0", f"{url}/oauth2", 0
client = Client(CCGAuth(client_id="a" * 32, client_secret="S3cret" * 5, user="8506151483"))
print_forms(lambda: client.folder("987654321").get() if call == "folder" else client.user().get())
