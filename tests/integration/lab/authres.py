# SPDX-License-Identifier: BSD-2-Clause
"""Authentication-Results fields of a message, read as RFC 8601 has it."""

import dataclasses
import email
import email.policy
import re

TOKEN = r'"(?:[^"\\]|\\.)*"|[^\s;()"=]+'


@dataclasses.dataclass
class Result:
    method: str
    result: str
    properties: dict

    def get(self, name):
        """policy.NAME, or a name with its type."""
        return self.properties.get(name if "." in name else f"policy.{name}",
                                   "")


def unquoted(word):
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word[:1] == '"' else word


def without_comments(value):
    """Nested ones too; what stands in quotes stays."""
    kept, depth = [], 0
    for piece in re.findall(r'"(?:[^"\\]|\\.)*"|\\.|.', value, re.S):
        if piece == ")" and depth:
            depth -= 1
        elif piece == "(":
            depth += 1
        elif not depth:
            kept.append(piece)
    return "".join(kept)


def fields(octets, name="Authentication-Results"):
    """The values of all such fields, in order, unfolded."""
    head = octets.replace("\r\n", "\n").partition("\n\n")[0]
    parsed = email.message_from_string(head, policy=email.policy.compat32)
    return [re.sub(r"\n[ \t]+", " ", str(v)) for v in
            parsed.get_all(name, [])]


def read(value):
    """(authserv-id, Results); fails where the field is not well-formed."""
    name, *parts = split(without_comments(value))
    results = []
    for part in parts:
        words = re.findall(rf"([\w.-]+)\s*=\s*({TOKEN})", part)
        rest = re.sub(rf"[\w.-]+\s*=\s*(?:{TOKEN})", "", part).strip()
        if rest == "none" and not words:
            continue
        if rest or not words:
            raise ValueError(f"{part!r} is no result, in {value!r}")
        results.append(Result(words[0][0], words[0][1], {
            k: unquoted(v) for k, v in words[1:]}))
    return unquoted(name.strip()), results


def split(value):
    """At the semicolons outside of quotes."""
    parts = [""]
    for piece in re.findall(r'"(?:[^"\\]|\\.)*"|;|[^";]+', value):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return parts
