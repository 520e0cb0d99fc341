from django import template

from krug.teamwork.models import Agreement
from krug.teamwork.words import Question

register = template.Library()


@register.simple_tag
def agreed_text(agreement: Agreement, question: Question) -> str:
    return str(agreement.texts.get(question.value, ""))
