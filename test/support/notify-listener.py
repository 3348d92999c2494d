"""Listens where a service manager would, and prints each message as a line of JSON. Its argument is the path of the socket."""
import json
import os
import socket
import sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print(json.dumps("listening"), flush=True)
while True:
    data, ancillary, _, _ = listener.recvmsg(65536, 4096)
    # A sender waits until the descriptor that it sent is closed.
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for at in range(0, len(payload) // 4 * 4, 4):
                os.close(int.from_bytes(payload[at : at + 4], sys.byteorder))
    text = data.decode()
    if text != "BARRIER=1":
        print(json.dumps(text), flush=True)
