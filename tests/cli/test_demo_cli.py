"""``quicksilver demo`` and ``quicksilver serve``: what a stranger runs first."""

import json
import os
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

from quicksilver.cli import demo as module
from quicksilver.cli.demo import Step
from quicksilver.cli.main import cli as root
from quicksilver.cli.register import serve_options
from quicksilver.errors import InputProblems, MissingFontError


def call(folder, *arguments):
    environment = {**os.environ, "QUICKSILVER_DATA": str(folder / "none")}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "quicksilver", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_ends_with_what_to_open(demo):
    printed = (demo / "printed.txt").read_text(encoding="utf-8")
    end = printed[printed.index("Files to open:") :]
    named = [word for word in end.split() if word.startswith("out/demo/")]
    assert named == [
        "out/demo/report.html",
        "out/demo/gaps/gaps.html",
        "out/demo/progress-en/report.pdf",
        "out/demo/progress-zh/report.docx",
    ]
    assert all((demo / name).stat().st_size > 1000 for name in named)
    assert "serve --demo" in end
    assert "http://127.0.0.1:8000/gaps/?as_of=2009-05-01" in end
    assert (demo / "out/demo/register/register.sqlite3").exists()
    assert (demo / "out/example/2020/inventory.csv").exists()
    # The commands that were run can be pasted.
    assert "$ quicksilver inventory run out/example/2020 --out out/demo --force" in printed
    assert "$ quicksilver programme load 2007-2008 --database out/demo/register/register.sqlite3" in printed


def test_a_demo_that_is_there_is_kept(demo):
    before = (demo / "out/demo/report.html").stat().st_mtime_ns
    again = call(demo, "demo")
    assert again.returncode == 0
    assert "already in out/demo; to write it again, add --force" in again.stdout
    assert "Files to open:" in again.stdout
    assert json.loads(call(demo, "demo", "--json").stdout)["register"] == "out/demo/register"
    assert call(demo, "demo", "--quiet").stdout == ""
    other = call(demo, "demo", "--language", "fr")
    assert other.returncode == 1
    assert "out/example and out/demo already exist; add --force" in other.stderr
    assert (demo / "out/demo/report.html").stat().st_mtime_ns == before


def test_what_is_not_a_demo_is_not_replaced(tmp_path):
    (tmp_path / "out" / "demo").mkdir(parents=True)
    refused = call(tmp_path, "demo")
    assert refused.returncode == 1
    assert "out/demo already exists; add --force to replace the demo" in refused.stderr
    assert not (tmp_path / "out" / "example").exists()


@pytest.mark.slow
def test_the_demo_in_another_folder_and_language(tmp_path):
    done = call(tmp_path, "demo", "--out", "here it is", "--language", "fr", "--json")
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stdout)["files"]
    assert files[-1] == "here it is/demo/progress-fr/report.pdf"
    assert 'lang="fr"' in (tmp_path / files[0]).read_text(encoding="utf-8")[:500]
    page = (tmp_path / files[0]).read_bytes()
    assert (
        call(tmp_path, "demo", "--out", "here it is", "--language", "fr", "--force", "--quiet").stdout == ""
    )
    assert (tmp_path / files[0]).read_bytes() == page


def test_a_missing_font_leaves_out_what_nobody_asked_for(monkeypatch, capsys):
    def main(arguments, _name, **_given):
        if "zh" in arguments:
            raise MissingFontError("no font")

    monkeypatch.setattr(root, "main", main)
    steps = module._steps(module.Path("out"), "en")
    assert module._run(steps, quiet=False) == ["left out: no font"]
    assert "$ quicksilver report gaps" in capsys.readouterr().out
    with pytest.raises(MissingFontError):
        module._run(module._steps(module.Path("out"), "zh"), quiet=True)
    assert [step.optional for step in steps].count(True) == 1
    assert Step(("x",)).optional is False


def test_the_program_is_named_as_the_shell_finds_it(monkeypatch, tmp_path):
    program = tmp_path / "quicksilver"
    monkeypatch.setattr(module.sys, "argv", [str(program)])
    monkeypatch.setattr(module, "shutil", SimpleNamespace(which=lambda _name: str(program)))
    assert module._program() == "quicksilver"
    monkeypatch.setattr(module, "shutil", SimpleNamespace(which=lambda _name: "/usr/bin/quicksilver"))
    assert module._program() == program.as_posix()
    monkeypatch.setattr(module.sys, "argv", ["/x/quicksilver/__main__.py"])
    assert module._program() == "python -m quicksilver"


def test_which_register_is_served(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUICKSILVER_DATA", "before")
    assert serve_options.chosen_register(None, False, "x.sqlite3") == "x.sqlite3"
    assert serve_options.chosen_register(None, False, None) is None
    with pytest.raises(InputProblems, match="run `quicksilver demo` first"):
        serve_options.chosen_register(None, True, None)
    (tmp_path / "out/demo/register").mkdir(parents=True)
    (tmp_path / "out/demo/register/register.sqlite3").touch()
    assert (
        module.Path(serve_options.chosen_register(None, True, None) or "")
        == serve_options.DEMO_REGISTER / "register.sqlite3"
    )
    assert module.Path(os.environ["QUICKSILVER_DATA"]) == serve_options.DEMO_REGISTER
    with pytest.raises(InputProblems, match="write --data out/demo/register"):
        serve_options.chosen_register(module.Path("out/demo"), False, None)
    with pytest.raises(InputProblems, match=r"there is no register in out\n.*register\.sqlite3"):
        serve_options.chosen_register(module.Path("out"), False, None)


def test_without_a_register_of_ones_own_the_demo_is_served(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "mine"))
    # Set first, so that what the function sets is undone.
    monkeypatch.setenv("QUICKSILVER_DATA", "x")
    for name in ("QUICKSILVER_DATA", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert serve_options.chosen_register(None, False, None) is None
    (tmp_path / "out/demo/register").mkdir(parents=True)
    (tmp_path / "out/demo/register/register.sqlite3").touch()
    monkeypatch.setenv("DATABASE_URL", "sqlite:///there.sqlite3")
    assert serve_options.chosen_register(None, False, None) is None
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "mine/quicksilver").mkdir(parents=True)
    own = tmp_path / "mine/quicksilver/register.sqlite3"
    own.touch()
    assert serve_options.chosen_register(None, False, None) is None
    own.unlink()
    assert capsys.readouterr().err == ""
    assert serve_options.chosen_register(None, False, None) is not None
    assert "opening the demo's, out/demo/register" in capsys.readouterr().err


def test_a_port_that_is_taken_is_refused(cli):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = cli("serve", "--demo", "--port", port)
    assert refused.code == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in refused.err
    assert "or stop the other program" in refused.err
    assert "cannot be used" in cli("serve", "--host", "no.such.host.invalid").err
    serve_options.refuse_taken("127.0.0.1", port)


def test_an_empty_register_is_served_with_a_hint(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from unittest.mock import MagicMock\nimport quicksilver.portal.site.server as web; web.server = MagicMock()\nfrom quicksilver.cli import main; main(['serve', '--port', '"
            + str(port)
            + "'])",
        ],
        cwd=tmp_path,
        env={**os.environ, "QUICKSILVER_DATA": str(tmp_path / "new")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (
        "The register is empty. To load the packaged one: quicksilver programme load 2007-2008" in done.stderr
    )


def test_serving_takes_one_register(cli):
    assert "give one of --demo, --data and --database" in cli("serve", "--demo", "--database", "x").err
    assert cli("serve", "--demo", "--data", ".").code == 2


def test_earlier_names_run_and_are_not_listed(cli):
    listed = cli("programme", "--help").out
    for name in ("serve", "backup", "restore"):
        assert f"\n  {name} " not in listed
        assert (
            cli("programme", name, "--help").out.split("\n\n", 1)[1]
            == cli(name, "--help").out.split("\n\n", 1)[1]
        )
    assert "Did you mean 'serve'" in cli("serv").err
