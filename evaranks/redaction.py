"""What must never stand in a log, taken out of every line as the last step: secrets, people's data, measurements of faces.

A net under the rule that nothing of the kind is logged in the first place: exceptions quote what they were given.
"""

import re

NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"data:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=]+", "[picture]"),
        (r"\beva_[A-Za-z0-9_-]{16,}", "[token]"),
        (r"(\w+://)[^\s/@:]*:[^\s/@]+@", r"\1[removed]@"),  # a password in an address of a service
        (r"(/password/reset/)[^/\s]+/[^/\s]+", r"\1[removed]"),
        (r"(?i)\b((?:proxy-)?authorization|set-cookie|cookie)(['\"]?\s*[:=]\s*)[^\r\n]+", r"\1\2[removed]"),
        (
            r"(?i)\b(\w*(?:password\w*|passwd|secret|sessionid|csrf\w*token|access_token|api_?key|otp|code_verifier))(['\"]?\s*[:=]\s*b?['\"]?)[^\s'\"&,;)}]+",
            r"\1\2[removed]",
        ),
        (r"(Key \([^)]*\)=\().*?(\) (?:already exists|is not present|is still))", r"\1[removed]\2"),  # PostgreSQL's DETAIL
        (r"(Failing row contains \().*(\)\.)", r"\1[removed]\2"),
        (r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "[e-mail]"),
        (r"/@[A-Za-z0-9._-]+", "/@[name]"),
        (r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])", "[address]"),
        (r"(?i)(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![0-9a-f:])", "[address]"),
        (rf"{NUMBER}(?:[,\s]+{NUMBER}){{7,}}", "[numbers]"),  # an embedding, landmarks, pixels
    )
]


def redact(text: str) -> str:
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
