"""The verbs of `./wangge`: one file each, with `arguments(parser)` and `run(chosen, settings)`."""
