"""What a preflight found, for city staff."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from calls.models import PreflightRun
from calls.office.read_only import ReadOnly
from calls.preflight import found, in_words


@admin.register(PreflightRun)
class PreflightRunAdmin(ReadOnly, admin.ModelAdmin):
    """The same for every region: they share the account."""

    list_display = ("at", "is_well", "lines")
    date_hierarchy = "at"
    fields = ("at", "is_well", "lines")
    readonly_fields = fields

    @admin.display(description=_("all is well"), boolean=True)
    def is_well(self, run: PreflightRun) -> bool:
        return not run.findings

    @admin.display(description=_("what to mend"))
    def lines(self, run: PreflightRun) -> str | None:
        lines = ((line,) for line in in_words(found(run)))
        return format_html_join(mark_safe("<br>"), "{}", lines) or None
