from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from krug.access.models import User
from krug.sync.errors import DeviceOfAnother, DeviceRevoked, UnknownDevice
from krug.sync.models import Device

NOTED_EVERY = timedelta(minutes=1)
JITTER = 250_000
"""µs: a drift that changed by less than this is the network's, not the clock's."""


def meet(user: User, uid: UUID, name: str, drift: int) -> Device:
    """The user's device, entered when it comes for the first time. Raises DeviceOfAnother, DeviceRevoked."""
    device = checked(user, Device.objects.filter(uid=uid).first() or _enter(user, uid, name, drift))
    now = timezone.now()
    recent = device.synced_at is not None and now - device.synced_at < NOTED_EVERY
    # Not at every breath: an empty sync should cost the database no write.
    if not recent or abs(device.drift - drift) > JITTER or (name and name != device.name):
        device.synced_at, device.drift, device.name = now, drift, name or device.name
        device.save(update_fields=["synced_at", "drift", "name"])
    return device


def _enter(user: User, uid: UUID, name: str, drift: int) -> Device:
    try:
        with transaction.atomic():
            return Device.objects.create(uid=uid, user=user, name=name, drift=drift)
    except IntegrityError:
        # Its other tab was faster.
        return Device.objects.get(uid=uid)


def known(user: User, uid: UUID) -> Device:
    """A device that has begun already. Raises UnknownDevice, DeviceOfAnother, DeviceRevoked."""
    device = Device.objects.filter(uid=uid).first()
    if device is None:
        raise UnknownDevice(device=str(uid))
    return checked(user, device)


def checked(user: User, device: Device) -> Device:
    if device.user_id != user.pk:
        raise DeviceOfAnother(device=str(device.uid))
    if device.revoked_at:
        raise DeviceRevoked(device=str(device.uid))
    return device
