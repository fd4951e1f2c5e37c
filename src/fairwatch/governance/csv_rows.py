"""Reading the operator's CSV files. A complaint names file, line and column, never the value: it may be a person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairwatch.errors import ConfigError
from fairwatch.text import Text

LONGEST = 128
"""Characters in one value, as wide as the columns of the database."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``row["person"]`` is the stripped value of a column."""

    values: dict[str, str]
    file: str
    line: int

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def items(self, column: str) -> list[str]:
        """The values of a ``;``-separated column, empty ones left out."""
        return [self._sound(column, item) for part in self.values[column].split(";") if (item := part.strip())]

    def required(self, column: str) -> str:
        """The value of a column that may not be empty."""
        if not self.values[column]:
            raise self.wrong(column, Text("不能为空", "must not be empty"))
        return self._sound(column, self.values[column])

    def _sound(self, column: str, value: str) -> str:
        if len(value) > LONGEST or not value.isprintable():
            raise self.wrong(
                column,
                Text(f"超过 {LONGEST} 个字符或含控制字符", f"over {LONGEST} characters, or control characters in it"),
            )
        return value

    def wrong(self, column: str, what: Text, next_step: Text | None = None) -> ConfigError:
        """The error for a bad value of ``column``."""
        return ConfigError(what, where=f"{self.file}:{self.line} {column}", next_step=next_step)


def read(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """The lines of a UTF-8 file with a header. Columns may come in any order; a missing or unknown one is an error."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = [name.strip() for name in next(reader, [])]
            _check_header(header, columns, path.name)
            for cells in reader:
                if len(cells) == len(header):
                    yield Row(
                        dict(zip(header, (cell.strip() for cell in cells), strict=True)), path.name, reader.line_num
                    )
                elif cells:
                    raise ConfigError(
                        Text(f"应有 {len(header)} 列", f"expected {len(header)} columns"),
                        where=f"{path.name}:{reader.line_num}",
                    )
    except FileNotFoundError:
        raise ConfigError(Text("文件不存在", "there is no such file"), where=str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError(Text("文件不是 UTF-8 编码", "the file is not UTF-8"), where=path.name) from None
    except csv.Error:
        raise ConfigError(Text("CSV 格式错误", "not valid CSV"), where=f"{path.name}:{reader.line_num}") from None


def _check_header(header: list[str], columns: tuple[str, ...], name: str) -> None:
    expected = Text(f"首行应为：{','.join(columns)}", f"the first line must be: {','.join(columns)}")
    if len(set(header)) != len(header):
        raise ConfigError(Text("列名重复", "a column occurs twice"), where=f"{name}:1", next_step=expected)
    if unknown := [column for column in header if column not in columns]:
        raise ConfigError(
            Text(f"有 {len(unknown)} 个未知的列", f"unknown columns: {len(unknown)}"),
            where=f"{name}:1",
            next_step=expected,
        )
    if missing := [column for column in columns if column not in header]:
        raise ConfigError(
            Text(f"缺少列 {'、'.join(missing)}", f"missing columns: {', '.join(missing)}"),
            where=f"{name}:1",
            next_step=expected,
        )
