"""One of Swift's servers, with its settings in a folder of the test instead of /etc/swift."""

import sys

from swift.common import utils

folder, name = sys.argv[1:]
utils.set_swift_dir(folder)

from swift.common.wsgi import run_wsgi  # noqa: E402 (it reads the settings as it is loaded)

more = {}
if name == "object":
    from swift.obj import server

    more["global_conf_callback"] = server.global_conf_callback
sys.exit(run_wsgi("%s/%s.conf" % (folder, name), name + "-server", **more))
