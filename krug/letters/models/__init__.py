from krug.letters.models.collecting import Aside, CopyAddress
from krug.letters.models.letter import Attachment, Copy, Correspondent, Letter, Reference, Thread
from krug.letters.models.mailbox import Mailbox, MailFolder, MailServer
from krug.letters.models.outgoing import Outgoing

__all__ = [
    "Aside",
    "Attachment",
    "Copy",
    "CopyAddress",
    "Correspondent",
    "Letter",
    "MailFolder",
    "MailServer",
    "Mailbox",
    "Outgoing",
    "Reference",
    "Thread",
]
