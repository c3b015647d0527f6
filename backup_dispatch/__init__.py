"""Wiring: settings, the Celery application, addresses, the demo."""
