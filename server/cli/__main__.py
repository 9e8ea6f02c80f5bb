"""Start of the command line: `python -m server.cli VERB ...`, as `./wangge` calls it."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grids.policy import HERE
from server.cli import console
from server.cli.verbs import VERBS, verb
from server.config import Settings
from server.sentences import Trouble, sentence

INTERRUPTED = 130


def main(words: Sequence[str]) -> int:
    """Run one verb; a trouble becomes one sentence, and no traceback."""
    try:
        return _run(words)
    except Trouble as trouble:
        console.trouble(str(trouble))
        return 1
    except KeyboardInterrupt:
        console.trouble(sentence("cli.interrupted"))
        return INTERRUPTED


def _run(words: Sequence[str]) -> int:
    chooser = ArgumentParser(prog="./wangge", add_help=False)
    chooser.add_argument("verb", choices=VERBS)
    name: str = chooser.parse_args(words[:1]).verb
    chosen_verb = verb(name)
    common = ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("--data", type=Path, metavar="DIR", help=sentence("cli.option-data"))
    where, rest = common.parse_known_args(words[1:])  # may stand before or behind a verb's own words
    parser = ArgumentParser(prog=f"./wangge {name}", description=sentence(f"cli.{name}"), parents=[common])
    parser.set_defaults(passes_on=False)
    chosen_verb.arguments(parser)
    chosen, more = parser.parse_known_args(rest)
    chosen.more = more
    if chosen.more and not chosen.passes_on:
        parser.error(sentence("cli.unknown-words", words=" ".join(chosen.more)))
    settings = Settings.from_env()
    HERE.settle(settings.time_zone)
    if where.data is not None:
        settings = replace(settings, data_dir=where.data.expanduser().absolute())
    return chosen_verb.run(chosen, settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
