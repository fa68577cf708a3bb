# SPDX-License-Identifier: GPL-3.0-or-later
"""One thread of a child process stands still, by ptrace: no other thread of it is touched."""
import contextlib
import ctypes
import os
import unittest

PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH = 0x4206, 0x4207, 17
WAIT_ALL = 0x40000000  # __WALL: threads too


def thread_named(pid, name):
    """The number of the thread that calls itself `name`."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/comm", encoding="utf-8") as file:
            if file.read().strip() == name:
                return int(thread)
    raise AssertionError(f"{pid} has no thread {name}")


@contextlib.contextmanager
def stalled(thread):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if libc.ptrace(PTRACE_SEIZE, thread, None, None) != 0:
        raise unittest.SkipTest("this machine does not allow ptrace: " + os.strerror(ctypes.get_errno()))
    libc.ptrace(PTRACE_INTERRUPT, thread, None, None)
    os.waitpid(thread, WAIT_ALL)
    try:
        yield
    finally:
        libc.ptrace(PTRACE_DETACH, thread, None, None)
