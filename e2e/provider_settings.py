"""The settings with all four providers configured, played by the server of evaranks/sign_in_testing.py."""

import os

from accounts import social
from evaranks.settings import *  # noqa: F403
from evaranks.settings import AUTHENTICATION_BACKENDS, CONTENT_SECURITY_POLICY, providers
from evaranks.sign_in_testing import CLIENT, addresses

# As the server and as the browser know it: to the latter it is another site than ours, as the real ones are.
PROVIDER, SEEN_PROVIDER = os.environ["SIGN_IN_PROVIDER"], os.environ["SIGN_IN_PROVIDER_SEEN"]

SIGN_IN_KEYS = dict.fromkeys(providers.PROVIDERS, CLIENT)
AUTHENTICATION_BACKENDS[1:-1] = providers.backends(SIGN_IN_KEYS)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(SEEN_PROVIDER)
for _key, _row in providers.PROVIDERS.items():
    _backend = getattr(social, _row.backend.rsplit(".", 1)[1])
    for _name, _address in addresses(_key, PROVIDER).items():
        setattr(_backend, _name, _address)
    _backend.AUTHORIZATION_URL = addresses(_key, SEEN_PROVIDER)["AUTHORIZATION_URL"]
