"""Two networks with a long way between them: relays packets between a tun device here and one in another namespace.

far-network.py NAMESPACE DELAY_SECONDS [drop-ipv6]
NAMESPACE is the pid of a process in the other network namespace. Prints "ready" once both devices exist.
"""

import ctypes
import fcntl
import heapq
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001
CLONE_NEWNET = 0x40000000


def tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN_NO_PI))
    return fd


def main(pid, delay, drops_ipv6):
    near = tun("near")
    with open(f"/proc/{pid}/ns/net") as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    far = tun("far")
    print("ready", flush=True)
    other = {near: far, far: near}
    waiting = []
    count = 0
    while True:
        timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        for fd in select.select([near, far], [], [], timeout)[0]:
            packet = os.read(fd, 65536)
            if not (drops_ipv6 and packet[0] >> 4 == 6):
                count += 1
                heapq.heappush(waiting, (time.monotonic() + delay, count, other[fd], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, fd, packet = heapq.heappop(waiting)
            try:
                os.write(fd, packet)
            except OSError:
                pass  # The device is not up yet.


main(sys.argv[1], float(sys.argv[2]), "drop-ipv6" in sys.argv)
