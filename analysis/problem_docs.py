"""Problem documents in the API's schema."""

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: for programs."},
        "detail": {"type": "string", "description": "For people, in their language."},
        "errors": {"type": "object", "additionalProperties": True, "description": "By field."},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
ANSWER = {
    "description": "A problem: 429 and 503 say in Retry-After when to come back.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def add_problems(result: dict, **_options) -> dict:
    """drf-spectacular's hook: every call may answer with a problem."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path in result["paths"].values():
        for call in path.values():
            call["responses"]["default"] = ANSWER
    return result
