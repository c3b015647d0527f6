"""`{% icon "phone" %}`, in every template."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture of `static/icons.svg` beside its word; no screen reader speaks of it."""
    picture = '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(picture, static("icons.svg"), name)
