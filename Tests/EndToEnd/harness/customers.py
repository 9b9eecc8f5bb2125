"""Lists of customers whose outcome is known beforehand."""

import csv
import io
from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    address: str


class CustomerList:
    """Customers with names and addresses that are awkward to write, none of them wrong."""

    WORDS = ["Müller & Söhne", 'Say "Hi"', "Comma, Inc.", "Łódź GmbH", "東京 商会", "It's", "a\\b", "😀", "{braces}"]
    ADDRESSES = ["Two\nLines", 'The "Old" Mill, Leeds', "", "Straße 1; 2. Stock"]

    def __init__(self, count, random, prefix="C", first=1):
        self.path = None
        self.customers = [
            Customer(f"{prefix}-{number}", f"{random.choice(self.WORDS)} {prefix}{number}", random.choice(self.ADDRESSES))
            for number in range(first, first + count)
        ]

    def __iter__(self):
        return iter(self.customers)

    def __len__(self):
        return len(self.customers)

    @property
    def csv(self):
        return rows_as_csv(["id", "company", "address"], [(c.id, c.name, c.address) for c in self])


def rows_as_csv(header, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
