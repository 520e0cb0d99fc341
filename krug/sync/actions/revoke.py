from django.db import transaction
from django.utils import timezone

from krug.access import audit
from krug.access.models import User
from krug.sync.models import Device


def revoke_device(author: User | None, device: Device) -> None:
    """Shut a lost device out: its next request is refused. What it holds already stays on it."""
    with transaction.atomic():
        taken = Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=timezone.now())
        if taken:
            audit.record(author, "device_revoked", "device", device.pk)
