from krug.teamwork.models.agreement import Agreement
from krug.teamwork.models.answer import Answer

__all__ = ["Agreement", "Answer"]
