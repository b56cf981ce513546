from structlog.testing import capture_logs

from execora.server.failures import report


def fail_with(error: Exception) -> Exception:
    try:
        raise error
    except Exception as raised:
        return raised


def test_what_a_bug_says_is_kept_for_debugging():
    failure = fail_with(ValueError("Rahul ka 9876543210"))
    with capture_logs() as logs:
        report("session.failed", failure)
    (told,) = [line for line in logs if line["log_level"] == "error"]
    assert told["errors"] == [f"ValueError at test_failures.py:{failure.__traceback__.tb_lineno}"]  # type: ignore[union-attr]
    assert "Rahul" not in str(told)
    assert logs[-1]["exc_info"] is failure


def test_each_bug_of_a_group_is_named():
    group = ExceptionGroup("two", [fail_with(KeyError("a")), ExceptionGroup("inner", [fail_with(OSError("b"))])])
    with capture_logs() as logs:
        report("session.failed", group)
    assert [error.split()[0] for error in logs[0]["errors"]] == ["KeyError", "OSError"]


def test_a_bug_that_was_never_raised_has_no_place():
    with capture_logs() as logs:
        report("session.failed", ValueError())
    assert logs[0]["errors"] == ["ValueError at ?"]
