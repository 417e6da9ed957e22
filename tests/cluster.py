"""A Ray cluster of several nodes on this machine, each with one core; a program of its own, for what it starts.

Usage: python tests/cluster.py NODES [FOLDER]; writes its address, then reads a word a line: ``kill`` ends a node but
the first, ``end`` all of them. The last node finds its packages in the folder first, if one is named.
"""

from __future__ import annotations

import sys


def main(nodes: int, folder: str | None = None) -> None:
    from ray.cluster_utils import Cluster

    own = {"num_cpus": 1, "object_store_memory": 100 * 2**20}
    cluster = Cluster(initialize_head=True, head_node_args=own)
    others = [cluster.add_node(**own) for _ in range(nodes - 1 - bool(folder))]
    if folder:
        others.append(cluster.add_node(**own, env_vars={"PYTHONPATH": folder}))
    cluster.wait_for_nodes()
    sys.stdout.write(f"{cluster.address}\n")
    sys.stdout.flush()
    for word in map(str.strip, sys.stdin):
        if word == "end":
            break
        cluster.remove_node(others.pop(), allow_graceful=False)
        sys.stdout.write("killed\n")
        sys.stdout.flush()
    cluster.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
