from krug.teamwork.actions.agree import propose, send_back, sign
from krug.teamwork.actions.answer import give_answer

__all__ = ["give_answer", "propose", "send_back", "sign"]
