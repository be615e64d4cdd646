# OpenStack Swift with s3api and tempauth as one process for one test: proxy,
# account, container and object server on free loopback ports, everything in
# the folder that is named. swift.conf is read from there (set_swift_dir), so
# nothing of /etc is touched and no root is needed.
#
#   swift_server.py FOLDER PORT CERTIFICATE BUCKET
#
# Port 0: a free one. CERTIFICATE: PATH of PATH.crt and PATH.key for https, or
# nothing for http. The access key is survey:photos, its secret `testing`, the
# region us-east-1; survey:reader with `reading` may do nothing in the buckets. Says "ready PORT" when the first request may come; "skip WHY" where Swift
# cannot run. The folder may hold what an earlier server left: it goes on.
import ctypes
import os
import signal
import socket
import sys
import warnings

PR_SET_PDEATHSIG = 1

PROXY = """
[DEFAULT]
swift_dir = %(folder)s
log_address = /dev/null
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats s3api tempauth bulk slo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_survey_photos = testing .admin
user_survey_reader = reading
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:proxy-logging]
use = egg:swift#proxy_logging
access_log_address = /dev/null
"""

STORAGE = """
[DEFAULT]
swift_dir = %(folder)s
devices = %(folder)s/devices
mount_check = false
log_address = /dev/null
[pipeline:main]
pipeline = server
[app:server]
use = egg:swift#%(kind)s
"""


def leave(why):
    print("skip " + why, flush=True)
    sys.exit(0)


class Cache:
    """What memcached would hold, for one process."""

    def __init__(self):
        self.held = {}

    def set(self, key, value, *_unused, **_also):
        self.held[key] = value

    def get(self, key, *_unused, **_also):
        return self.held.get(key)

    def delete(self, key, *_unused, **_also):
        self.held.pop(key, None)

    def incr(self, key, delta=1, *_unused, **_also):
        self.held[key] = self.held.get(key, 0) + delta
        return self.held[key]


def listen(eventlet, port=0):
    return eventlet.listen(("127.0.0.1", port), reuse_addr=True, backlog=64)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(text)


def write_ring(folder, name, port):
    import array
    from swift.common.ring import RingData

    device = {"id": 0, "zone": 1, "region": 1, "weight": 1.0, "device": "d1", "ip": "127.0.0.1",
              "port": port, "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""}
    part_power = 4
    parts = array.array("H", [0] * (1 << part_power))
    RingData([parts], [device], 32 - part_power).save(os.path.join(folder, name + ".ring.gz"))


def check_xattr(folder):
    probe = os.path.join(folder, "xattr")
    with open(probe, "w", encoding="utf-8"):
        pass
    try:
        os.setxattr(probe, "user.swift", b"1")
    except OSError as e:
        leave("the temporary folder keeps no extended attributes: %s" % e.strerror)
    os.unlink(probe)


def make_bucket(app, bucket):
    from swift.common.swob import Request

    request = Request.blank("/v1/AUTH_survey/" + bucket, environ={
        "REQUEST_METHOD": "PUT", "swift.authorize_override": True})
    response = request.get_response(app)
    if not response.is_success:
        leave("Swift makes no bucket: %s" % response.status)


def serve(eventlet, sock, app):
    from eventlet import wsgi
    from swift.common.http_protocol import SwiftHttpProtocol
    from swift.common.utils import NullLogger

    warnings.simplefilter("ignore", DeprecationWarning)
    wsgi.server(sock, app, NullLogger(), protocol=SwiftHttpProtocol, socket_timeout=60,
                capitalize_response_headers=False)


def main():
    folder = os.path.realpath(sys.argv[1])
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        import eventlet
        import eventlet.debug
        from swift.common import utils
    except ImportError as e:
        leave("Swift is not installed (python3-swift): %s" % e)
    check_xattr(folder)
    utils.eventlet_monkey_patch()
    eventlet.debug.hub_exceptions(False)
    os.makedirs(os.path.join(folder, "devices", "d1"), exist_ok=True)
    write(folder, "swift.conf", "[swift-hash]\nswift_hash_path_suffix = genba\n")
    utils.set_swift_dir(folder)
    from swift.common.wsgi import loadapp

    for kind in ("account", "container", "object"):
        write(folder, kind + ".conf", STORAGE % {"folder": folder, "kind": kind})
        sock = listen(eventlet)
        write_ring(folder, kind, sock.getsockname()[1])
        eventlet.spawn(serve, eventlet, sock, loadapp(os.path.join(folder, kind + ".conf")))
    write(folder, "proxy.conf", PROXY % {"folder": folder})
    proxy = loadapp(os.path.join(folder, "proxy.conf"))
    cache = Cache()

    def with_cache(env, start_response):
        env["swift.cache"] = cache
        return proxy(env, start_response)

    make_bucket(with_cache, sys.argv[4])
    sock = listen(eventlet, int(sys.argv[2]))
    print("ready %d" % sock.getsockname()[1], flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # clients that go away are no news
    if sys.argv[3]:
        sock = eventlet.wrap_ssl(sock, certfile=sys.argv[3] + ".crt", keyfile=sys.argv[3] + ".key",
                                 server_side=True)
    serve(eventlet, sock, with_cache)


main()
