"""A request to an organizers' page, once the gate has let it in."""

from dataclasses import dataclass, field

from starlette.requests import Request

from widget_server.core.organizer import Actor, Organizer
from widget_server.core.organizer_session import Session
from widget_server.web.organizer.form import Form, storable


@dataclass(frozen=True)
class Call:
    """`session` is whole, unless the screen is of a step before that; `form` is what was sent, empty for GET."""

    request: Request
    session: Session
    form: Form = field(default_factory=Form)

    @property
    def visitor(self) -> Organizer:
        """Who asks."""
        return self.session.organizer

    @property
    def actor(self) -> Actor:
        """Who is answerable for what this changes."""
        return self.session.actor

    def path(self, name: str) -> str:
        """A part of the address, such as the slug."""
        return storable(str(self.request.path_params[name]))

    def query(self, name: str, default: str = "") -> str:
        """What stands behind the '?'."""
        return storable(self.request.query_params.get(name, default))
