"""Start ``quicksilver serve`` with the options given, wait until its first page answers, and stop it."""

import socket
import subprocess
import sys
import time
import urllib.request


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def main() -> int:
    """Return 0 once the first page answered."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "quicksilver", "serve", *sys.argv[1:], "--port", str(port)]
    )
    try:
        for _try in range(300):
            if server.poll() is not None:
                return server.returncode or 1
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                    return int(answer.status != 200)
            except OSError:
                time.sleep(0.2)
        return 1
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
