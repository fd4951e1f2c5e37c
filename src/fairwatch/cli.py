"""The ``fairwatch`` command. Every subject has its own file in ``commands/``; this one puts them together."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

from fairwatch import __version__, governance
from fairwatch.commands.options import explain
from fairwatch.errors import FairwatchError, Refused, WorkspaceError
from fairwatch.text import Text

EXIT_FAULT = 1
EXIT_REFUSED = 3

SUBJECTS = {
    "demo": ("demo",),
    "upkeep": ("init", "status", "maintain"),
    "directory": ("people", "schedule", "leases", "notice", "files", "consent"),
    "register": ("register",),
    "logs": ("ingest", "parse", "preview"),
    "purposes": ("purpose",),
    "questions": ("analyse", "report"),
    "analyses": ("analyses",),
    "trace": ("trace",),
    "rights": ("my",),
    "cases": ("case",),
    "reviews": ("review",),
    "dismissals": ("dismissal",),
    "evidence": ("evidence",),
    "access": ("access",),
    "law": ("law",),
    "audit": ("audit",),
    "catalogue": ("catalogue",),
    "rules": ("rules",),
    "duties": ("duties",),
    "compliance": ("compliance",),
    "breaches": ("breach",),
    "recipients": ("recipient",),
    "officers": ("officer",),
    "vault": ("vault",),
    "resolve": ("resolve",),
    "keyring": ("keyring",),
    "trial": ("simulate", "evaluate"),
}
"""The files in ``commands/``, in the order of the help, and the commands that each has."""


def program(command: str | None = None) -> typer.Typer:
    """The whole program, or as much of it as one command needs: the others take a while to load."""
    app = typer.Typer(
        name="fairwatch",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=explain(
            "从已有的网络日志得到答案，且只能依法运行。",
            "Answers from the network logs you already have, that can only be run lawfully.",
        ),
        epilog=explain("从这里开始：fairwatch demo", "Start here: fairwatch demo"),
    )
    for subject in [name for name, commands in SUBJECTS.items() if command in commands] or SUBJECTS:
        import_module(f"fairwatch.commands.{subject}").register(app)
    app.callback()(_options)
    return app


def _version(show: bool) -> None:
    if show:
        typer.echo(f"fairwatch {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(
        default=False, is_eager=True, callback=_version, help=explain("显示版本", "show the version")
    ),
) -> None:
    pass


def main() -> None:
    """Entry point: our own errors become one clear message and an exit code (1 fault, 3 refused by law)."""
    try:
        program(sys.argv[1] if len(sys.argv) > 1 else None)()
    except Refused as refusal:
        _complain(refusal)
        sys.exit(EXIT_REFUSED)
    except FairwatchError as error:
        _complain(error)
        sys.exit(EXIT_FAULT)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; say nothing more, also not while Python closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAULT)
    except OSError as error:  # a file of the workspace: disk full, read-only, gone
        _complain(_system_fault(error))
        sys.exit(EXIT_FAULT)
    except Exception as error:
        fault = governance.explain(error)  # the database was lost in the middle
        if fault is None:
            raise
        _complain(fault)
        sys.exit(EXIT_FAULT)


def _system_fault(error: OSError) -> WorkspaceError:
    return WorkspaceError(
        Text(f"系统报告：{error.strerror}", f"the system says: {error.strerror}"),
        where=str(error.filename) if error.filename else None,
        next_step=Text("检查磁盘空间和权限后重试", "check disk space and permissions, then retry"),
    )


def _complain(error: FairwatchError) -> None:
    typer.secho(error.message(), fg=typer.colors.RED, err=True)
