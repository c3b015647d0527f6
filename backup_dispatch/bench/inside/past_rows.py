"""The rows of past years, in SQL.

Each escalation has five doctors on its list; the second said yes. Two calls and two SMS went out,
and twelve things are on the timeline. All of them are the demo station's and its doctors': the
most that one station can have to look through.
"""

# From, to: how many quarters of a minute ago each was opened. Returns the first and the last key.
ESCALATIONS = """
WITH made AS (
INSERT INTO calls_escalation (station_id, opened_by_id, opened_at, request_id, request_digest,
    wanted, case_kind, reason, area, call_back_number, tell_by, address, handover, status, outcome,
    round, reminded, accepted_at, ended_at, sequence, head)
SELECT s.id, s.nurse, t.at, gen_random_uuid(), repeat('0', 64), 'visit', 'fever', 'no_answer',
    '見本町', '+819000000901', 'text', repeat('a', 200), repeat('b', 300), 'closed', 'visited', 1,
    0, t.at + interval '3 min', t.at + interval '2 h', 12, repeat('0', 64)
FROM generate_series(%s::bigint, %s::bigint) AS n,
    LATERAL (SELECT now() - interval '2 days' - n * interval '15 s' AS at) t,
    (SELECT s.id, min(n.user_id) AS nurse FROM stations_station s
     JOIN stations_user_stations n ON n.station_id = s.id WHERE s.takes_part GROUP BY s.id) s
RETURNING id)
SELECT min(id), max(id) FROM made"""

OFFERS = """
INSERT INTO calls_offer (escalation_id, doctor_id, position, reasons, state, turn, deadline,
    taken_at, asked_at, answered_at, answered_via, bar, generation, token_digest)
SELECT e.id, d.ids[1 + (e.id + k) %% cardinality(d.ids)], k + 1, '[{"team": "見本", "place": 1}]',
    CASE k WHEN 0 THEN 'silent' WHEN 1 THEN 'accepted' ELSE 'waiting' END,
    CASE WHEN k < 2 THEN 1 ELSE 0 END,
    CASE WHEN k < 2 THEN e.opened_at + interval '3 min' END,
    CASE WHEN k < 2 THEN e.opened_at + k * interval '1 min' END,
    CASE WHEN k < 2 THEN e.opened_at + k * interval '1 min' END,
    CASE WHEN k = 1 THEN e.accepted_at END,
    CASE WHEN k = 1 THEN 'key' ELSE '' END, '', 1,
    CASE WHEN k < 2 THEN md5(e.id || '/' || k) || md5(k || '/' || e.id) END
FROM calls_escalation e, generate_series(0, 4) AS k,
    (SELECT array_agg(id ORDER BY id) AS ids FROM teams_doctor) d
WHERE e.id BETWEEN %s AND %s"""

ATTEMPTS = """
INSERT INTO calls_attempt (key, escalation_id, offer_id, turn, number, channel, state, severity,
    holds_number, stop_wanted, in_line, generation, sid, queue_seconds, created_at, due_at,
    placed_at, ended_at)
SELECT left(md5(o.id || c.channel), 22), o.escalation_id, o.id, 1,
    '+81900009' || lpad((o.doctor_id %% 10000)::text, 4, '0'), c.channel, c.state, 2, false, false,
    false, 1, c.prefix || md5(c.channel || o.id), 0, o.asked_at, o.asked_at, o.asked_at,
    o.asked_at + interval '30 s'
FROM calls_offer o, (VALUES ('voice', 'CA', 'completed'), ('text', 'SM', 'delivered'))
    AS c (channel, prefix, state)
WHERE o.turn = 1 AND o.escalation_id BETWEEN %s AND %s"""

TIMELINE = """
INSERT INTO calls_timelineentry (escalation_id, number, at, happening, details, words,
    words_digest, previous_hash, hash)
SELECT e.id, n, e.opened_at + n * interval '10 s',
    (ARRAY['opened', 'asked', 'moved', 'moved', 'silent', 'asked', 'moved', 'moved', 'accepted',
        'told', 'told', 'closed'])[n],
    '{"state": "ringing", "channel": "voice"}', '', '', repeat('0', 64), repeat('0', 64)
FROM calls_escalation e, generate_series(1, 12) AS n WHERE e.id BETWEEN %s AND %s"""

OFFERS_ALONE = (OFFERS,)
ALL = (OFFERS, ATTEMPTS, TIMELINE)

# Open, and not due within a day.
OPEN = """
INSERT INTO calls_escalation (station_id, opened_by_id, opened_at, request_id, request_digest,
    wanted, case_kind, reason, area, call_back_number, tell_by, address, handover, status, outcome,
    round, reminded, wake_at, sequence, head)
SELECT s.id, s.nurse, now(), gen_random_uuid(), repeat('0', 64), 'visit', 'fever', 'no_answer',
    '見本町', '+819000000901', 'text', '', '', 'contacted', '', 1, 0,
    now() + interval '1 day' + n * interval '1 s', 0, ''
FROM generate_series(1, %s) AS n,
    (SELECT s.id, min(n.user_id) AS nurse FROM stations_station s
     JOIN stations_user_stations n ON n.station_id = s.id WHERE s.takes_part GROUP BY s.id) s"""
