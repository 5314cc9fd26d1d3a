"""Which petitions a visitor may see."""

from starlette.exceptions import HTTPException

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.web.organizer.call import Call


def visible(call: Call, campaign: Campaign, now: int) -> dict[str, LivePetition]:
    """Petitions by slug: all for the staff; for a partner those that are out."""
    return {
        slug: live
        for slug, live in campaign.petitions.items()
        if call.visitor.role != "partner" or live.petition.status(now) != "draft"
    }


def visible_in_path(call: Call, campaign: Campaign, now: int) -> LivePetition:
    """The petition whose slug the path has. Raises HTTPException 404 where there is none that the visitor may see."""
    live = visible(call, campaign, now).get(call.path("slug"))
    if live is None:
        raise HTTPException(404)
    return live
