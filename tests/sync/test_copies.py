"""Copies of a step, on both platforms: to the client's project contact and to our account manager."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from tests.connectors.mail_servers import Script, mail_server
from tests.sync.office import RULEBOOK, an_office, customer, invoice, story
from tests.sync.test_thanks import day

RULES = (
    RULEBOOK
    + """\
contacts:
  people:
    - {person: Pat Hill <pat@jo.example>, of: Jo Ltd, role: project}
  account_managers:
    - {manager: Sam Ode <sam@maple.example>}
policies:
  - policy: everyone
    for: [new, prompt, late]
    steps:
      - {step: nudge, at: 3 days after due, letter: nudge}
      - {step: check-in, at: 9 days after due, letter: check-in, cc: [project, account-manager]}
      - {step: call, at: 30 days after due, channel: phone}
remove: [prompt payers, late payers]
"""
)


def test_the_second_step_goes_in_copy_to_both_and_the_first_to_jo_alone(
    tmp_path: Path, platform: str
) -> None:
    server = Script()
    told = story([customer("jo")], [invoice("1", "jo", overdue=4)])
    with (
        mail_server(server) as running,
        an_office(tmp_path, platform, told, mail=f"smtp://127.0.0.1:{running.port}") as office,
    ):
        office.write_rules(RULES)
        for later in (0, 6):
            office.run(day(later))

        nudge, check_in = server.taken
        jo, pat, sam = "jo@jo.example", "pat@jo.example", "sam@maple.example"
        assert nudge.recipients == [jo]
        assert sorted(check_in.recipients) == [jo, pat, sam]
        mail = message_from_bytes(check_in.content, policy=default)
        assert mail["To"] == "Jo Park <jo@jo.example>"
        assert mail["Cc"] == "Pat Hill <pat@jo.example>, Sam Ode <sam@maple.example>"
