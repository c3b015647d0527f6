"""A stand-in for Twilio: the telephones of a demo, a test or a benchmark, without an account.

The rooms, from the wire inwards:

    rest        Twilio's REST API 2010-04-01, as far as the product uses it
    control     /simulator/…: behaviours, faults, keys pressed by hand, the record as JSON
    page        the page of phones for people, with its live events
    exchange    what holds everything together
    voice       the life of a call;  conversation  its TwiML, verb by verb
    messaging   the life of an SMS, in both directions
    webhooks    signed requests to the product;  courier  its status callbacks
    parameters, listing, resources, errors, segments, twiml    Twilio's formats
    behaviours, phones, faults, record, clock                  what a test can set and read

Standard library, aiohttp and Twilio's own signing; nothing else of the product.
"""
