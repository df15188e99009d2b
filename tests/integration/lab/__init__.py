# SPDX-License-Identifier: BSD-2-Clause
"""A world for one test run: DNS servers, Postfix and caagate on loopback."""

from .lab import Lab, missing_requirements

__all__ = ["Lab", "missing_requirements"]
