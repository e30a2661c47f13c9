"""Tell a container's guardian whether the web server answers: python -m coding_app.local.health PORT."""

import http.client
import os
import sys


def answer(port: int, host: str = "127.0.0.1") -> int | None:
    """Return the status of the sign-in page, or None when nothing answers.

    The request says that it came by https, as a proxy would: otherwise it would only be sent there.
    """
    connection = http.client.HTTPConnection(host, port, timeout=5)
    name = os.environ.get("ENTENTE_HOSTS", "localhost").split(",")[0]
    try:
        connection.request("HEAD", "/login/", headers={"Host": name, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answer(int(sys.argv[1])) == http.client.OK else 1)
