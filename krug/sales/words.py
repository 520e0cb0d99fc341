"""The closed lists of sales. Values are stored for ever: add words, never change or reuse one."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Coarse(TextChoices):
    """Stages of the whole company: every method's stages map to them, in this order."""

    CONTACT = "contact", pgettext_lazy("coarse stage", "First contact")
    NEED = "need", pgettext_lazy("coarse stage", "Need")
    PROPOSAL = "proposal", pgettext_lazy("coarse stage", "Proposal")
    DECISION = "decision", pgettext_lazy("coarse stage", "Decision")
    CONTRACT = "contract", pgettext_lazy("coarse stage", "Contract and payment")


class Part(TextChoices):
    """What one of the customer's people has to say in this deal."""

    DECIDES = "decides", pgettext_lazy("part in a deal", "decides")
    INFLUENCES = "influences", pgettext_lazy("part in a deal", "influences")
    USES = "uses", pgettext_lazy("part in a deal", "uses it himself")
    PAYS = "pays", pgettext_lazy("part in a deal", "pays")
    BLOCKS = "blocks", pgettext_lazy("part in a deal", "can block")
    UNKNOWN = "", pgettext_lazy("part in a deal", "unknown")


class Kind(TextChoices):
    """What happens to a deal: the kinds of its journal."""

    OPENED = "opened", pgettext_lazy("deal event", "Opened")
    ADVANCED = "advanced", pgettext_lazy("deal event", "Moved on")
    SKIPPED = "skipped", pgettext_lazy("deal event", "Checkpoint left out")
    WENT_BACK = "went_back", pgettext_lazy("deal event", "Put back")
    PROVEN = "proven", pgettext_lazy("deal event", "Checkpoint passed")
    UNPROVEN = "unproven", pgettext_lazy("deal event", "Evidence fell away")
    AMOUNT = "amount", pgettext_lazy("deal event", "Amount changed")
    DATE = "date", pgettext_lazy("deal event", "Expected date moved")
    CHANCE = "chance", pgettext_lazy("deal event", "Probability changed")
    NEXT = "next", pgettext_lazy("deal event", "Next action set")
    OWNER = "owner", pgettext_lazy("deal event", "Handed over")
    METHOD = "method", pgettext_lazy("deal event", "Moved to another version of the method")
    PAUSED = "paused", pgettext_lazy("deal event", "Clock stopped")
    RESUMED = "resumed", pgettext_lazy("deal event", "Clock goes on")
    SPENT = "spent", pgettext_lazy("deal event", "Cost written down")
    REPLIED = "replied", pgettext_lazy("deal event", "Proposal answered")
    STOP = "stop", pgettext_lazy("deal event", "Stop sign")
    UNSTOP = "unstop", pgettext_lazy("deal event", "Stop sign taken down")
    JUSTIFIED = "justified", pgettext_lazy("deal event", "Goes on in spite of the stop sign")
    WON = "won", pgettext_lazy("deal event", "Won")
    LOST = "lost", pgettext_lazy("deal event", "Lost")
    REOPENED = "reopened", pgettext_lazy("deal event", "Opened again")


class Source(TextChoices):
    """What brought the deal (M8). Asked of nobody: guessed from touches at the opening, mended by hand."""

    SITE = "site", pgettext_lazy("source of a deal", "Site or app")
    ADVERT = "advert", pgettext_lazy("source of a deal", "Advertising")
    MAILING = "mailing", pgettext_lazy("source of a deal", "Our mailing")
    CALLED = "called", pgettext_lazy("source of a deal", "The customer called")
    WROTE = "wrote", pgettext_lazy("source of a deal", "The customer wrote")
    EVENT = "event", pgettext_lazy("source of a deal", "Exhibition or event")
    REFERRAL = "referral", pgettext_lazy("source of a deal", "Recommended to us")
    PARTNER = "partner", pgettext_lazy("source of a deal", "Partner")
    BEFORE = "before", pgettext_lazy("source of a deal", "Had bought before")
    FOUND = "found", pgettext_lazy("source of a deal", "Found by the seller")
    OTHER = "other", pgettext_lazy("source of a deal", "Something else")


class Reply(TextChoices):
    """What a customer answered to a proposal, on its own page."""

    ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
    ASKED = "asked", pgettext_lazy("proposal", "Has a question")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")


class Outcome(TextChoices):
    OPEN = "open", pgettext_lazy("deal", "Open")
    WON = "won", pgettext_lazy("deal", "Won")
    LOST = "lost", pgettext_lazy("deal", "Lost")


class Fate(TextChoices):
    """How a deal left a stage. `OVER`: on, past the next stage; `MOVED`: by another version of its method."""

    THERE = "", pgettext_lazy("fate at a stage", "Still there")
    ON = "on", pgettext_lazy("fate at a stage", "Went on")
    OVER = "over", pgettext_lazy("fate at a stage", "Over a stage")
    BACK = "back", pgettext_lazy("fate at a stage", "Put back")
    WON = "won", pgettext_lazy("fate at a stage", "Won")
    LOST = "lost", pgettext_lazy("fate at a stage", "Lost")
    MOVED = "moved", pgettext_lazy("fate at a stage", "Taken over by another version")


class WonBy(TextChoices):
    """Why the customer took us."""

    PRODUCT = "product", pgettext_lazy("why us", "The product suits best")
    PRICE = "price", pgettext_lazy("why us", "Price and terms")
    TRUST = "trust", pgettext_lazy("why us", "He knows and trusts us")
    SERVICE = "service", pgettext_lazy("why us", "Service and support")
    SPEED = "speed", pgettext_lazy("why us", "We were quicker")
    REFERENCE = "reference", pgettext_lazy("why us", "Saw it at another customer's")
    OTHER = "other", pgettext_lazy("why us", "Another reason")


class LostBy(TextChoices):
    """Why not us."""

    PRICE = "price", pgettext_lazy("why not us", "Price")
    COMPETITOR = "competitor", pgettext_lazy("why not us", "A competitor suits better")
    NO_NEED = "no_need", pgettext_lazy("why not us", "There is no need any more")
    NO_MONEY = "no_money", pgettext_lazy("why not us", "There is no money")
    LATE = "late", pgettext_lazy("why not us", "We were late")
    PRODUCT = "product", pgettext_lazy("why not us", "The product lacks something")
    SILENT = "silent", pgettext_lazy("why not us", "The customer does not answer")
    OTHER = "other", pgettext_lazy("why not us", "Another reason")


class Sharer(TextChoices):
    """For what somebody gets a share of a won deal: as in a contract's commission."""

    REGISTERED = "registered", pgettext_lazy("share", "Registered the deal")
    OWNER = "owner", pgettext_lazy("share", "Led it at its end")
    HELPER = "helper", pgettext_lazy("share", "Helped")
    LEADER = "leader", pgettext_lazy("share", "Leads the seller")


class Deviation(TextChoices):
    """How a deal leaves its method (S2)."""

    SKIPPED = "skipped", pgettext_lazy("deviation", "Checkpoint left out")
    WRONG_ORDER = "wrong_order", pgettext_lazy("deviation", "Wrong order")
    LATE = "late", pgettext_lazy("deviation", "Late")
    POSTPONED = "postponed", pgettext_lazy("deviation", "Postponed again")
    OVER_BUDGET = "over_budget", pgettext_lazy("deviation", "Over budget")
    NO_CONTACT = "no_contact", pgettext_lazy("deviation", "No contact")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("deviation", "A meeting nobody confirmed")
    DATE_MOVED = "date_moved", pgettext_lazy("deviation", "Date moved")
    AMOUNT_MOVED = "amount_moved", pgettext_lazy("deviation", "Amount moved")
    WENT_BACK = "went_back", pgettext_lazy("deviation", "Put back")
    ALONE = "alone", pgettext_lazy("deviation", "Done alone")
    TOO_EASY = "too_easy", pgettext_lazy("deviation", "Closed too easily")


class Leak(TextChoices):
    """Families of deviations, as pictures tell them apart."""

    SKIPPED = "skipped", pgettext_lazy("leak", "Left out or in wrong order")
    LATE = "late", pgettext_lazy("leak", "Late or postponed")
    SILENT = "silent", pgettext_lazy("leak", "No contact, or nobody confirms it")
    BACK = "back", pgettext_lazy("leak", "Put back")
    MONEY = "money", pgettext_lazy("leak", "Sum, date or budget overrun")
    ALONE = "alone", pgettext_lazy("leak", "Done alone or too easily")


LEAKS: dict[Leak, tuple[Deviation, ...]] = {
    Leak.SKIPPED: (Deviation.SKIPPED, Deviation.WRONG_ORDER),
    Leak.LATE: (Deviation.LATE, Deviation.POSTPONED),
    Leak.SILENT: (Deviation.NO_CONTACT, Deviation.UNCONFIRMED),
    Leak.BACK: (Deviation.WENT_BACK,),
    Leak.MONEY: (Deviation.OVER_BUDGET, Deviation.DATE_MOVED, Deviation.AMOUNT_MOVED),
    Leak.ALONE: (Deviation.ALONE, Deviation.TOO_EASY),
}
