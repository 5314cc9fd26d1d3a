"""A petition as it would be if its file were stored now: what a preview shows, and nothing that is kept."""

from dataclasses import replace

from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import PetitionFile


def as_if_stored(file: PetitionFile, stored: Petition | None) -> Petition:
    """What the file makes of `stored` (None: of nothing), in the petition's own language.

    A draft shows as if it were open, since that is what supporters see of it; one that is closed, or past its closing
    time, shows as closed. The text has no id and no hash of its own yet: nobody can sign it.
    """
    return as_if_open(_as_written(file, stored))


def as_if_open(petition: Petition) -> Petition:
    """A petition as supporters would see it by now: a draft, or one that opens later, as open; one that is closed as
    closed.
    """
    return replace(petition, state="closed" if petition.state == "closed" else "open", opens_at=None)


def _as_written(file: PetitionFile, stored: Petition | None) -> Petition:
    return Petition(
        id=stored.id if stored else 0,
        slug=file.slug,
        text=_text(file),
        lead_in=file.lead_in,
        body=file.body,
        fields=file.fields,
        state=stored.state if stored else "draft",
        locale=file.locale,
        image_url=file.image_url,
        image_alt=file.image_alt,
        share_text=file.share,
        fixed_goal=file.goal,
        confirmation=file.confirmation,  # type: ignore[arg-type]  # checked by the file's reader
        embedding=file.embedding,  # type: ignore[arg-type]  # the same
        consent_style=file.consent_style,  # type: ignore[arg-type]  # the same
        thanks_mail=file.thanks_mail,
        opens_at=file.opens,
        closes_at=file.closes,
        retention_days=file.retention_days,
        created_at=stored.created_at if stored else 0,
    )


def _text(file: PetitionFile) -> PetitionText:
    return PetitionText(
        id=0,
        locale=file.locale,
        title=file.title,
        target=file.target,
        statement=file.statement,
        consent=file.consent,
        opt_ins=file.opt_ins,
        legal=file.legal,
        sha256="",
    )
