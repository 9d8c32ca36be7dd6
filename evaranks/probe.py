"""`python -m evaranks.probe`: ends with 0 where the server of this container may get requests; its health check.

Asks under the site's own name: Django answers to no other, an address least of all.
"""

import sys
import urllib.error
import urllib.request

from evaranks.settings_environment import env

ADDRESS = "http://127.0.0.1:8000/readyz"


def main(address: str = ADDRESS) -> int:
    name = env.str("ALLOWED_HOSTS", "localhost").split(",")[0].strip().removeprefix(".")
    request = urllib.request.Request(address, headers={"Host": name})  # noqa: S310  (our own address)
    try:
        with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310
            return 0 if response.status == 200 else 1
    except urllib.error.HTTPError as error:
        print(error.code, error.read(500).decode(errors="replace"))
    except OSError as error:
        print(error)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
