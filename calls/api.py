"""The REST API: what the page reads, for programs. Times are ISO 8601, numbers E.164."""

from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.dispatch import clock
from calls.live import READ_TOGETHER
from calls.models import Escalation
from calls.phone_list import live_or_phone_list
from calls.preview import preview
from stations.models import Patient, Station


class NumberSerializer(serializers.Serializer):
    number = serializers.CharField()
    national = serializers.CharField()
    kind = serializers.CharField()


class AttemptSerializer(serializers.Serializer):
    channel = serializers.CharField()
    channel_words = serializers.CharField()
    state = serializers.CharField()
    state_words = serializers.CharField()
    number = serializers.CharField()
    national = serializers.CharField()


class OfferSerializer(serializers.Serializer):
    """One doctor of the list."""

    offer = serializers.IntegerField()
    position = serializers.IntegerField()
    asked_as = serializers.IntegerField()
    doctor = serializers.CharField()
    clinic = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    state_words = serializers.CharField()
    note = serializers.CharField()
    deadline = serializers.DateTimeField()
    seconds_left = serializers.IntegerField()
    answered_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    arrived_at = serializers.DateTimeField()
    attempts = AttemptSerializer(many=True)
    numbers = NumberSerializer(many=True)
    again = serializers.BooleanField()
    called_at = serializers.DateTimeField()
    said = serializers.CharField()
    offers_himself = serializers.BooleanField()
    can_skip = serializers.BooleanField()
    can_ask_first = serializers.BooleanField()
    can_pick = serializers.BooleanField()
    can_record = serializers.BooleanField()


class EntrySerializer(serializers.Serializer):
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    happening = serializers.CharField()
    what = serializers.CharField()
    doctor = serializers.CharField()
    how = serializers.CharField()
    by = serializers.CharField()
    words = serializers.CharField()
    person = serializers.CharField()
    offer = serializers.IntegerField()


class AlarmSerializer(serializers.Serializer):
    """One person in charge who was alarmed."""

    name = serializers.CharField()
    duty = serializers.CharField()
    at = serializers.DateTimeField()
    why_words = serializers.CharField()
    attempts = AttemptSerializer(many=True)


class OutsideServiceSerializer(serializers.Serializer):
    """The last step, when no doctor has said yes."""

    name = serializers.CharField()
    number = serializers.CharField()
    national = serializers.CharField()
    notes = serializers.CharField()


class LiveStateSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    sequence = serializers.IntegerField()
    at = serializers.DateTimeField()
    status = serializers.CharField()
    status_words = serializers.CharField()
    is_drill = serializers.BooleanField()
    nurse = serializers.CharField()
    opened_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    outcome = serializers.CharField()
    outcome_words = serializers.CharField()
    round = serializers.IntegerField()
    resumes_at = serializers.DateTimeField()
    confirm_by = serializers.DateTimeField()
    failing = serializers.BooleanField()
    stuck = serializers.BooleanField()
    ahead = serializers.IntegerField()
    carrier_queue = serializers.IntegerField()
    asking = OfferSerializer()
    next = OfferSerializer()
    accepted = OfferSerializer()
    offers = OfferSerializer(many=True, source="rows")
    timeline = EntrySerializer(many=True)
    advice_first = serializers.BooleanField()
    room_link = serializers.CharField()
    outside_service = OutsideServiceSerializer(allow_null=True)
    # Alarms
    alarm_words = serializers.CharField()
    alarms = AlarmSerializer(many=True)
    in_charge = serializers.CharField()
    in_charge_since = serializers.DateTimeField()
    can_take_charge = serializers.BooleanField()
    # A coordinator
    picks_by = serializers.DateTimeField()


class WaySerializer(serializers.Serializer):
    channel = serializers.CharField()
    number = serializers.CharField()
    national = serializers.CharField()


class ProspectSerializer(serializers.Serializer):
    """One doctor of the list as a press would make it now."""

    position = serializers.IntegerField()
    doctor = serializers.CharField()
    clinic = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    can_be_asked = serializers.BooleanField()
    bar = serializers.CharField()
    busy = serializers.BooleanField()
    ways = WaySerializer(many=True)


@method_decorator(never_cache, name="dispatch")
class PreviewView(APIView):
    """GET: who would be asked now for a station of the signed-in nurse, else 404. A dry run.

    `?patient=ID`: for this announced patient of the station, else 404.
    """

    def get(self, request: Request, pk: int) -> Response:
        visible = Station.objects.visible_to(request.user).asking().select_related("region")
        station = get_object_or_404(visible, pk=pk)
        patient = self._patient(request, station)
        attending = patient.attending_doctor if patient is not None else None
        prospects = preview(station, clock.now(), attending, patient)
        return Response(ProspectSerializer(prospects, many=True).data)

    def _patient(self, request: Request, station: Station) -> Patient | None:
        wanted = request.GET.get("patient", "")
        if not wanted:
            return None
        mine = Patient.objects.visible_to(request.user).announced().filter(station=station)
        return get_object_or_404(mine.select_related("attending_doctor").with_key(wanted))


@method_decorator(never_cache, name="dispatch")
class EscalationView(APIView):
    """GET: the live state of an escalation of the signed-in nurse's stations, else 404."""

    def get(self, request: Request, pk: int) -> Response:
        visible = Escalation.objects.visible_to(request.user).select_related(*READ_TOGETHER)
        escalation = get_object_or_404(visible, pk=pk)
        return Response(LiveStateSerializer(live_or_phone_list(escalation, clock.now())).data)
