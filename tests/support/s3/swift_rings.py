"""A ring for each of Swift's servers: one device, one replica."""

import sys

from swift.common import utils

folder, port = sys.argv[1], int(sys.argv[2])
utils.set_swift_dir(folder)

from swift.common.ring import RingBuilder  # noqa: E402

for number, name in enumerate(("account", "container", "object"), start=1):
    builder = RingBuilder(4, 1, 0)
    device = {"region": 1, "zone": 1, "device": "disk", "weight": 1.0}
    for use in ("", "replication_"):
        device[use + "ip"] = "127.0.0.1"
        device[use + "port"] = port + number
    builder.add_dev(device)
    builder.rebalance()
    builder.get_ring().save("%s/%s.ring.gz" % (folder, name))
