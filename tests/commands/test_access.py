"""``fairwatch access``: enrolling, signing in and resetting on the command line (R40)."""

from __future__ import annotations

import datetime as dt
import re

import pyotp

from fairwatch.pipeline.trial_officers import access_code, variables


def enrolled(office, person: str) -> dict[str, str]:
    done = office.run("access", "enrol", person)
    return {"FAIRWATCH_AS": person, "FAIRWATCH_ACCESS_CODE": done.out.split(": ")[1].split()[0]}


def test_r40_from_the_first_code_to_the_recovery_code(office) -> None:
    person, _ = access_code(office.root, "manager")
    office.run("access", "reset-factor", person, **variables(office.root, "dpo"))
    who = enrolled(office, person)
    refused = office.run("analyse", "work-time", "--role", "manager", **who)
    assert refused.code == 3
    assert "fairwatch access second-factor" in refused.err

    shown = office.run("access", "second-factor", **who)
    app = pyotp.parse_uri(next(line for line in shown.out.splitlines() if line.startswith("otpauth://")))
    assert app.secret in shown.out.replace(app.provisioning_uri(), "")
    now = dt.datetime.now(dt.UTC)
    done = office.run("access", "confirm", app.at(now), **who)
    recovery = re.findall(r"^[A-Z0-9-]{23}$", done.out, re.MULTILINE)
    assert len(recovery) == 10

    assert office.run("analyse", "work-time", "--role", "manager", **who).code == 3
    for answer in (app.at(now, counter_offset=1), recovery[0]):
        assert office.run("analyse", "work-time", "--role", "manager", FAIRWATCH_OTP=answer, **who).code == 0
        assert office.run("analyse", "work-time", "--role", "manager", FAIRWATCH_OTP=answer, **who).code == 3
    fresh = office.run("access", "recovery-codes", "--json", FAIRWATCH_OTP=recovery[1], **who).json()
    assert len(fresh["recovery_codes"]) == 10
    assert office.run("analyse", "work-time", FAIRWATCH_OTP=recovery[2], **who).code == 3


def test_r40_a_message_never_says_what_was_wrong(office) -> None:
    person, code = access_code(office.root, "hr")
    said = {
        office.run(
            "analyse", "traffic", "--as", who, "--role", role, FAIRWATCH_ACCESS_CODE=first, FAIRWATCH_OTP=second
        ).err
        for who, role, first, second in (
            (person, "hr", code, "000000"),
            (person, "hr", "AAAAA", "000000"),
            (person, "dpo", code, ""),
            ("p9999", "hr", code, ""),
        )
    }
    assert len(said) == 1


def test_r40_a_sign_in_serves_several_commands_until_signing_out(office) -> None:
    done = office.run("access", "sign-in", **variables(office.root, "hr"))
    assert done.out.startswith("export FAIRWATCH_SIGN_IN=")
    who = {
        "FAIRWATCH_AS": access_code(office.root, "hr")[0],
        "FAIRWATCH_ROLE": "hr",
        "FAIRWATCH_SIGN_IN": done.out.strip().partition("=")[2],
    }
    for _ in range(3):
        assert office.run("analyse", "work-time", **who).code == 0
    assert office.run("analyse", "work-time", **{**who, "FAIRWATCH_ROLE": "dpo"}).code == 3
    # It does not serve to change what proves a person.
    assert office.run("access", "second-factor", FAIRWATCH_ACCESS_CODE="AAAAA", **who).code == 3
    assert office.run("access", "sign-out", **who).code == 0
    assert office.run("analyse", "work-time", **who).code == 3


def test_r40_nobody_resets_their_own_factor(office) -> None:
    person, _ = access_code(office.root, "dpo")
    done = office.run("access", "reset-factor", person, **variables(office.root, "dpo"))
    assert done.code == 3
    assert "E_SELF_APPROVAL" in done.err
    assert office.run("access", "reset-factor", person, **variables(office.root, "union")).code == 0


def test_r40_typed_at_a_prompt(office) -> None:
    """Both questions come, whoever is asked: they do not tell who has a second factor."""
    person, code = access_code(office.root, "hr")
    otp = variables(office.root, "hr")["FAIRWATCH_OTP"]
    done = office.run("analyse", "work-time", "--as", person, "--role", "hr", stdin=f"{code}\n{otp}\n".encode())
    assert done.code == 0
    done = office.run("analyse", "work-time", "--as", "p9999", stdin=b"x\n\n")
    assert done.code == 3
    assert done.err.count(":") >= 2


def test_r40_a_generic_account_cannot_sign_in(office) -> None:
    done = office.run("analyse", "traffic", "--as", "admin", "--role", "operator", FAIRWATCH_ACCESS_CODE="x")
    assert done.code == 3
    assert "E_SHARED_ACCOUNT" in done.err
