"""Print every text that an experiment can show on a page, a line for each table and setting."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.shake.shaken import install


def texts() -> Iterator[str]:
    """Yield the lines."""
    install()
    from lessons import experiments  # only now, so that it is shaken if the environment says so

    for function in experiments.__all__:
        experiment = getattr(experiments, function)()
        for name, table in experiment.tables.items():
            for setting in experiment.grid(name):
                columns = table.of(setting)
                shown = {key: column for key, column in columns.items() if isinstance(column[0], str)}
                if shown:
                    yield json.dumps([experiment.name, name, dict(setting), shown], ensure_ascii=False)


if __name__ == "__main__":
    for line in texts():
        print(line)
