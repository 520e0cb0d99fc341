"""Legal forms of organisations: cut from the name and compared by themselves. Pure."""

import re

from krug.customers.search.latin import latin

# Writings of one form stand behind what it is called here.
_FORMS = """
ooo: ооо, общество с ограниченной ответственностью, llc, ooo, limited liability company, l.l.c.
ao: ао, акционерное общество, оао, зао, пао, нао, jsc, pjsc, ojsc, cjsc, открытое акционерное общество
ao: закрытое акционерное общество, публичное акционерное общество
ip: ип, индивидуальный предприниматель, чп, ie
gbuz: гбуз, гуз, муз, мбуз, фгбу, фгбуз, гбу, мбу, чуз
gbuz: государственное бюджетное учреждение здравоохранения
ano: ано, нко, фонд, автономная некоммерческая организация
ltd: ltd, limited, plc, p.l.c.
inc: inc, incorporated, corp, corporation, co, company
gmbh: gmbh, ag, kg, ug, gesellschaft mit beschränkter haftung
sarl: sarl, s.a.r.l., sas, sa, s.a., srl, s.r.l., spa, s.p.a., bv, b.v., nv, n.v., oy, ab, as, aps
"""
_CALLED = {
    latin(writing.strip()): line.partition(":")[0]
    for line in _FORMS.strip().splitlines()
    for writing in line.partition(":")[2].split(",")
}
_LONG = sorted((writing for writing in _CALLED if " " in writing), key=len, reverse=True)
_DOTS = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_SAID_NOTHING = frozenset({"the", "i", "and", "of", "pri"})


def name_parts(name: str) -> tuple[str, str | None]:
    """(name without its legal form, the form): «Клиника ООО "Здоровье"» → klinika zdorove, ooo."""
    text = f" {latin(_DOTS.sub('', name))} "
    form = None
    for writing in _LONG:
        if f" {writing} " in text:
            text, form = text.replace(f" {writing} ", " ", 1), form or _CALLED[writing]
    words = text.split()
    kept = [word for word in words if word not in _CALLED and word not in _SAID_NOTHING]
    form = form or next((_CALLED[word] for word in words if word in _CALLED), None)
    return " ".join(kept or words), form
