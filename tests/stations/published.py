"""Files in the layout of the Ministry's open data, of invented providers."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

HEADING = [
    "都道府県コード又は市町村コード",
    "No",
    "都道府県名",
    "市区町村名",
    "事業所名",
    "事業所名カナ",
    "サービスの種類",
    "住所",
    "方書（ビル名等）",
    "緯度",
    "経度",
    "電話番号",
    "FAX番号",
    "法人番号",
    "法人の名称",
    "事業所番号",
    "利用可能曜日",
    "利用可能曜日特記事項",
    "定員",
    "URL",
    "高齢者の方と障害者の方が同時一体的に利用できるサービス",
    "介護保険の通常の指定基準を満たしている",
    "障害福祉の通常の指定基準を満たしている",
    "備考",
]
PROVIDER = {
    "都道府県コード又は市町村コード": "192015",
    "都道府県名": "山梨県",
    "市区町村名": "甲府市",
    "事業所名": "訪問看護ステーション見本",
    "事業所名カナ": "ホウモンカンゴステーションミホン",
    "サービスの種類": "訪問看護",
    "住所": "山梨県甲府市丸の内0丁目0-1",
    "緯度": "35.6641",
    "経度": "138.5662",
    "電話番号": "055-000-0001",
    "FAX番号": "055-000-0002",
    "法人番号": "1234567890123",
    "法人の名称": "医療法人見本会",
    "事業所番号": "1960190013",
}


def provider(**cells: str) -> dict[str, str]:
    """A faultless row; `provider(電話番号="")` differs in that cell."""
    return PROVIDER | cells


def as_text(rows: Iterable[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADING, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def published(*rows: dict[str, str], encoding: str = "utf-8-sig") -> BinaryIO:
    return io.BytesIO(as_text(rows).encode(encoding))


def many(count: int) -> Iterator[dict[str, str]]:
    """So many different providers, every number with its check digit."""
    for index in range(count):
        yield provider(
            事業所番号=checked(f"19{index:07d}"),
            事業所名=f"訪問看護ステーション見本{index}",
            電話番号=f"055-000-{index % 10_000:04d}",
            緯度=f"35.{index:06d}",
        )


def checked(nine_digits: str) -> str:
    """The number with its tenth, Luhn's, digit."""
    total = 0
    for position, digit in enumerate(reversed(nine_digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{nine_digits}{-total % 10}"
