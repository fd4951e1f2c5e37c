"""The pages per role in docs/guide: every command on them exists, and what only looks also runs."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.command_line import run
from tests.commands.conftest import Office

from fairwatch.cli import program
from fairwatch.pipeline.trial_officers import access_code, variables

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
COMMANDS: Any = typer.main.get_command(program())
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(GUIDE.glob("*.md"))}


def blocks(page: str) -> list[list[list[str]]]:
    """Per block of commands, the words of each without its comment; where output goes (``> file``) is among them."""
    texts = re.findall(r"```\n(.*?)```", PAGES[page], re.DOTALL)
    lines = [[line for line in text.splitlines() if line.startswith("fairwatch ")] for text in texts]
    return [[shlex.split(line, comments=True)[1:] for line in block] for block in lines]


def without_target(words: list[str]) -> tuple[list[str], str | None]:
    """The command, and the file that its output goes to."""
    return (words[: words.index(">")], words[-1]) if ">" in words else (words, None)


@pytest.mark.parametrize("words", [words for page in PAGES for block in blocks(page) for words in block], ids=" ".join)
def test_the_command_exists_with_its_options_and_lacks_none(words: list[str]) -> None:
    words, _ = without_target(words)
    command = COMMANDS
    while hasattr(command, "commands"):
        command = command.commands[command.resolve_command(context(command), words)[0]]
        words = words[1:]
    given, rest, _ = command.make_parser(context(command)).parse_args(list(words))
    assert rest == []
    # who asks comes from the environment
    needed = {one.name for one in command.params if one.required and not one.envvar}
    assert needed <= {name for name, value in given.items() if value}


def context(command: Any) -> Any:
    return command.context_class(command)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_in_both_languages_and_its_links_lead_somewhere(page: str) -> None:
    assert re.findall("^## (.*)$", PAGES[page], re.MULTILINE) == ["English", "中文"]
    assert [link for link in re.findall(r"\]\(([^)#]+)", PAGES[page]) if not (GUIDE / link).exists()] == []


def test_every_page_is_on_the_front_page() -> None:
    front = (GUIDE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert [page for page in PAGES if f"docs/guide/{page}.md" not in front] == []


@pytest.mark.parametrize("page", PAGES)
def test_what_only_looks_runs_as_it_stands(
    page: str, read_office: Office, morning: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, here = tmp_path / "office", tmp_path / "here"
    shutil.copytree(read_office.root, root)
    here.mkdir()
    shutil.copy(morning, here / "access.log")
    (here / "rules").mkdir()
    monkeypatch.chdir(here)
    who = signed_in(root, page)
    for line in blocks(page)[0]:
        words, target = without_target(line)
        done = run(*words, FAIRWATCH_WORKSPACE=str(root), **who)
        assert done.code == 0, (words, done.err)
        if target:
            Path(target).write_text(done.out, encoding="utf-8")


def signed_in(root: Path, page: str) -> dict[str, str]:
    """Somebody with the page's role, who signed in; an operator at the machine needs no sign-in."""
    if page == "operator":
        return {}
    role = "hr" if page == "employee" else page
    proof = variables(root, role) | {"FAIRWATCH_ROLE": page}
    done = run("access", "sign-in", "--json", FAIRWATCH_WORKSPACE=str(root), **proof)
    assert done.code == 0, done.err
    who = {"FAIRWATCH_AS": access_code(root, role)[0], "FAIRWATCH_ROLE": page}
    return who | {"FAIRWATCH_SIGN_IN": done.json()["token"]}
