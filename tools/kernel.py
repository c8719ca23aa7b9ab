"""Start a kernel that cannot reach the network: run as a file by ``tools/course.py``.

A lesson must work on a train. An audit hook sees every connection that Python makes and refuses
those that leave the machine. It is a check of the lesson, not a wall: compiled code and other
programs do not pass through it.

    python tools/kernel.py SECONDS -f CONNECTION_FILE

A kernel that has used SECONDS of processor time is ended by the system, where the system can.
"""

import sys

LOCAL = ("", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::")


def refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise ConnectionError where an address outside this machine is looked up or called."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:  # other events, and sockets that are files on this machine
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in LOCAL:
        raise ConnectionError(f"lessons run offline, and this one asked for {name!r}")


def end_after(seconds: int) -> None:
    """Have the system end this process when it has used so many seconds of processor time."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    end_after(int(sys.argv.pop(1)))
    # Python puts this file's folder first; a lesson shall not import its neighbours by chance.
    del sys.path[0]
    sys.addaudithook(refuse_the_network)

    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()
