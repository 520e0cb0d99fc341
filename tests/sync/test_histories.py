"""After any history of changes, items are what the domain tables say, and so is what a device holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.access.models import User
from krug.sync.desired import Held, desired, root_of
from krug.sync.digests import WHOLE, as_hex
from krug.sync.models import Change, Digest, Item
from krug.sync.queries import scopes_of
from tests.cast import make_cast
from tests.sync.device import Device
from tests.sync.world import World


def kept() -> Held:
    rows = Item.objects.values_list("scope_id", "kind", "uid", "digest", "body")
    return {(scope, kind, str(uid)): (as_hex(digest), bytes(body)) for scope, kind, uid, digest, body in rows}


def assert_exact() -> None:
    """Items = desired, digests = recomputation, nothing left to look at."""
    scopes = list(Digest.objects.filter(bucket=WHOLE).values_list("scope", flat=True))
    items = kept()
    assert items == desired(scopes)
    assert not Change.objects.exists()
    roots = {one.scope_id: (as_hex(one.digest), one.count) for one in Digest.objects.filter(bucket=WHOLE)}
    assert roots == {scope: (root_of(items, scope), _count(items, scope)) for scope in scopes}
    buckets = {
        (one.scope_id, one.bucket): (one.digest, one.count) for one in Digest.objects.exclude(bucket=WHOLE)
    }
    again: dict[tuple[int, int], tuple[int, int]] = dict.fromkeys(buckets, (0, 0))
    for scope, bucket, digest in Item.objects.values_list("scope_id", "bucket", "digest"):
        xor, count = again[scope, bucket]
        again[scope, bucket] = (xor ^ digest, count + 1)
    assert again == buckets


def _count(items: Held, scope: int) -> int:
    return sum(1 for of, _kind, _uid in items if of == scope)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Each history begins in an empty company."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), length=st.integers(1, 25))
def test_after_any_history_the_device_holds_what_it_should(db: None, seed: int, length: int) -> None:
    with rolled_back():
        cast = make_cast()
        world = World(cast, Random(seed))
        devices = [(Device(user), user) for user in (cast.rita, cast.nina)]
        devices[0][0].sync()
        for _step in range(length):
            world.random.choice(world.steps)()
            if world.random.random() < 0.2:
                world.random.choice(devices)[0].sync()
        for device, user in devices:
            device.sync()
            assert device.held() == desired(scopes_of(User.objects.get(pk=user.pk)))
        assert_exact()
