# SPDX-License-Identifier: BSD-2-Clause
"""A private nginx for the policy hosts of MTA-STS."""

from . import net
from .process import Process

NGINX_CONF = """\
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/tmp;
    proxy_temp_path {folder}/tmp;
    fastcgi_temp_path {folder}/tmp;
    uwsgi_temp_path {folder}/tmp;
    scgi_temp_path {folder}/tmp;
    types {{ }}
    server_names_hash_bucket_size 128;
    server_names_hash_max_size 2048;
    server {{
        listen {address}:443 ssl default_server;
        ssl_reject_handshake on;
    }}
"""

SERVER = """\
    server {{
        listen {address}:443 ssl;
        server_name {name};
        ssl_certificate {leaf.chain};
        ssl_certificate_key {leaf.key};
        root {root};
        default_type "{media_type}";
        location /.well-known/ {{ {directives} }}
    }}
"""


class Nginx:
    """One instance at one address; names are told apart by SNI."""

    def __init__(self, folder, address):
        self.folder = folder
        self.address = address
        self.process = None
        self._servers = []

    def serve(self, name, leaf, body=b"", media_type="text/plain",
              directives=""):
        """The policy of this host; directives: nginx's, of its location."""
        root = self.folder / name
        (root / ".well-known").mkdir(parents=True)
        (root / ".well-known" / "mta-sts.txt").write_bytes(body)
        self._servers.append(SERVER.format(
            address=self.address, name=name, leaf=leaf, root=root,
            media_type=media_type, directives=directives))

    def start(self):
        conf = self.folder / "nginx.conf"
        conf.write_text(NGINX_CONF.format(
            folder=self.folder, address=self.address)
            + "".join(self._servers) + "}\n")
        self.process = Process(self.folder, "nginx", [
            "nginx", "-p", self.folder, "-c", conf])
        self.process.wait_for("a connection",
                              lambda: net.answers(self.address, 443))

    def requests(self):
        """Lines of the access log."""
        path = self.folder / "access.log"
        return path.read_text().splitlines() if path.exists() else []

    def stop(self):
        if self.process is not None:
            self.process.stop()
            self.process = None
