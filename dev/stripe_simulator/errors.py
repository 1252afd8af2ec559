"""Stripe's errors: status codes and the shape of their bodies."""

from typing import Any

INVALID = "invalid_request_error"


class StripeError(Exception):
    """An error as Stripe answers it."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = INVALID,
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param

    def body(self, request_id: str) -> dict[str, Any]:
        """The body of the response; like Stripe's, without empty fields."""
        error: dict[str, Any] = {"type": self.kind, "message": self.message}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        return {"error": error}


def missing_object(noun: str, identifier: str, *, param: str, status: int = 404) -> StripeError:
    """404 for an object in the address, 400 for one named in a parameter."""
    return StripeError(
        f"No such {noun}: '{identifier}'", status=status, code="resource_missing", param=param
    )


def not_simulated(param: str) -> StripeError:
    """A parameter that Stripe has and this simulator has not: refused, never ignored."""
    return StripeError(
        f"The simulator does not simulate this parameter: {param}",
        code="parameter_not_simulated",
        param=param,
    )


def idempotency_mismatch(key: str) -> StripeError:
    """The key was used before, for something else."""
    return StripeError(
        "Keys for idempotent requests can only be used with the same endpoint and the same "
        f"parameters they were first used with. Try using a key other than '{key}' if you meant "
        "to execute a different request.",
        kind="idempotency_error",
    )


def idempotency_conflict(key: str) -> StripeError:
    """The first request with this key is still running."""
    return StripeError(
        f"There is currently another in-progress request using this idempotent key: {key}",
        status=409,
        code="idempotency_key_in_use",
    )


def server_error() -> StripeError:
    return StripeError("Something went wrong inside the simulator.", status=500, kind="api_error")
