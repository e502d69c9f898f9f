"""Answers of the service that a fault puts in the place of its own."""

from __future__ import annotations

from app.sandbox.faults import Reply


def error_reply(status: int, kind: str = "invalid_request_error") -> Reply:
    """A refusal, or a fault of the service, in its documented form."""
    return Reply(status, {"error": {"message": "No, thank you.", "type": kind}})
