"""Dovecot, where it is installed: the IMAP server that most mailboxes are on."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.connectors.imap_servers import PASSWORD

WHERE = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def why_not() -> str | None:
    """Why dovecot cannot be tried here; None when it can."""
    if WHERE is None:
        return "dovecot is not installed"
    version = subprocess.run(
        [WHERE, "--version"], capture_output=True, text=True, check=True
    ).stdout
    return None if version.startswith("2.3.") else f"dovecot {version.strip()}, wanted 2.3"


@contextmanager
def dovecot() -> Iterator[int]:
    """Run one, with an empty mailbox for whoever knows the password; gives its port."""
    assert WHERE is not None
    # not below pytest's own folder, which dovecot's users may not enter
    with tempfile.TemporaryDirectory(prefix="goodterms-imap-") as name:
        folder, port = Path(name), _free_port()
        configuration = folder / "dovecot.conf"
        configuration.write_text(_configuration(folder, port))
        command = [WHERE, "-F", "-c", str(configuration)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                _wait(process)
                yield port
            finally:
                process.terminate()
                process.communicate(timeout=10)


def _configuration(folder: Path, port: int) -> str:
    """As root, dovecot takes users of its own; else everything is the one who runs the tests."""
    root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid())
    reader = pwd.getpwnam("nobody") if root else me
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    os.chown(folder / "mail", reader.pw_uid, reader.pw_gid)
    return CONFIGURATION.format(
        folder=folder,
        port=port,
        password=PASSWORD,
        uid=reader.pw_uid,
        gid=reader.pw_gid,
        internal="dovecot" if root else me.pw_name,
        group="dovecot" if root else _group(me.pw_gid),
        login="dovenull" if root else me.pw_name,
    )


def _group(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[str]) -> None:
    """Its listeners are open once it says that it starts."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "starting up" in line:
            return
    raise AssertionError("dovecot did not start: " + "".join(said))
