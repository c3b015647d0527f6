"""From a template to plain words, spoken or in an SMS."""

from typing import Any

from django.template import Context, Engine

# Japanese is sent as UCS-2: so many characters are one part, and one part arrives whole.
ONE_PART = 70


def words_of(template: str, **facts: Any) -> str:
    """Render as plain text, with lines trimmed and empty ones dropped."""
    plain = Context(facts, autoescape=False)
    rendered = str(Engine.get_default().get_template(template).render(plain))
    lines = (line.strip() for line in rendered.splitlines())
    return "\n".join(line for line in lines if line)


def sms_of(name: str, **facts: Any) -> str:
    """`templates/calls/sms/<name>.txt`; that it is a `drill` stands in front of everything else."""
    words = words_of(f"calls/sms/{name}.txt", **facts)
    return words_of("calls/sms/drill.txt") + words if facts.get("drill") else words
