"""box-sdk-gen as a client of the address given: `python box_sdk_gen_errors.py URL token|folder|me`."""

import sys

from box_sdk_gen import BoxCCGAuth, BoxClient, CCGConfig
from box_sdk_gen.networking.base_urls import BaseUrls
from box_sdk_gen.networking.network import NetworkSession
from box_sdk_gen.networking.retries import BoxRetryStrategy
from python_forms import print_forms

url, call = sys.argv[1:]
network = NetworkSession(
    base_urls=BaseUrls(base_url=url, upload_url=url, oauth_2_url=f"{url}/oauth2"),
    retry_strategy=BoxRetryStrategy(max_attempts=1),
)
auth = BoxCCGAuth(config=CCGConfig(client_id="a" * 32, client_secret="S3cret" * 5, user_id="8506151483"))
client = BoxClient(auth=auth, network_session=network)
print_forms(lambda: client.folders.get_folder_by_id("987654321") if call == "folder" else client.users.get_user_me())
