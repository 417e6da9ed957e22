"""What the machines of a cluster have in common: the same slottag, and, to tag, the same model as is here."""

from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from slottag import __version__
from slottag.errors import SlottagError

# Seconds in which machines must say what they have; one that does not is asked when its workers begin.
_SAYING = 60.0


class ClusterError(SlottagError):
    """A cluster that is not there, has no room, is of several kinds, or loses the same work again and again."""


class Having(NamedTuple):
    """What a process has: its machine's name, the version of slottag, and the fingerprint of the model it tags with."""

    machine: str
    slottag: str
    model: str = ""

    @classmethod
    def here(cls, model: str = "") -> Having:
        """What this process has."""
        return cls(platform.node(), __version__, model)

    def check(self, here: Having) -> None:
        """See to it that there is the same as here.

        Raises:
            ClusterError: there is another slottag, or another model; its answers could differ.
        """
        if self.slottag != here.slottag:
            raise ClusterError(
                f"the machine {self.machine} of the cluster has {_named(self.slottag)}, and here is slottag"
                f" {here.slottag}; install slottag {here.slottag} on all machines"
            )
        if self.model != here.model:
            raise ClusterError(
                f"a worker on the machine {self.machine} has loaded another model ({self.model[:12]}…) than is here"
                f" ({here.model[:12]}…); install the same slottag, Python and NumPy on all machines"
            )


def check_machines() -> None:
    """See to it that each machine with a core for work has the slottag that is here, before any has work.

    Raises:
        ClusterError: one has another, or none.
    """
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    asked = ray.remote(num_cpus=0, max_retries=0)(_having())
    machines = [node["NodeID"] for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
    answers = [
        asked.options(scheduling_strategy=NodeAffinitySchedulingStrategy(machine, soft=False)).remote()
        for machine in machines
    ]
    for answer in ray.wait(answers, num_returns=len(answers), timeout=_SAYING)[0] if answers else ():
        # A machine that is lost meanwhile has no worker, either.
        with suppress(ray.exceptions.RayError):
            Having(*ray.get(answer)).check(Having.here())


def _having() -> Callable[[], tuple[str, ...]]:
    """What is sent as it is, and not by its name: the slottag there may be another, or none."""

    def having() -> tuple[str, ...]:
        import platform

        try:
            import slottag
        except ImportError:
            return platform.node(), ""
        return platform.node(), str(slottag.__version__)

    return having


def _named(version: Any) -> str:
    return f"slottag {version}" if version else "no slottag"
