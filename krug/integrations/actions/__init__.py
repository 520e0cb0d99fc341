from krug.integrations.actions.endpoints import create_endpoint, replay, start_endpoint, stop_endpoint

__all__ = ["create_endpoint", "replay", "start_endpoint", "stop_endpoint"]
