"""What a petition says in another language than its own: completed from the original, and kept in step with it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from widget_server.core.catalogue import Catalogue, load_catalogues
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.translation_file import TranslationFile


class TranslationRefused(Exception):
    """The translation does not fit its petition. The text says what to mend."""


@dataclass(frozen=True, slots=True)
class Translation:
    """`text` is what is signed; the rest stands around it, and may be ''. `labels`: fields and what they are called."""

    text: PetitionText
    lead_in: str
    body: str
    image_alt: str
    share_text: str
    labels: tuple[tuple[str, str], ...] = ()

    def of(self, petition: Petition) -> Petition:
        """The petition as it speaks this language. A picture without a description here keeps the original's."""
        labels = dict(self.labels)
        return replace(
            petition,
            text=self.text,
            locale=self.text.locale,
            lead_in=self.lead_in,
            body=self.body,
            image_alt=self.image_alt or petition.image_alt,
            share_text=self.share_text,
            fields=tuple(
                replace(field, label=labels.get(field.name, field.label)) for field in petition.fields
            ),
        )


def complete(file: TranslationFile, original: Petition) -> Translation:
    """The translation, what it leaves out said in its language by the product's own words.

    It asks for the opt-ins that the original asks for, unless it names some of them. Wordings that an organizer has
    written are never replaced by the product's: people would agree to something else in another language.
    `id` and `sha256` of its text are not known yet. Raises TranslationRefused.
    """
    if file.locale.lower() == original.locale.lower():
        raise TranslationRefused(
            f"`locale`: {original.slug} speaks {original.locale} itself. Change its text in its own file."
        )
    _check_labels(file, original)
    words = load_catalogues().best(file.locale)
    text = PetitionText(
        id=0,
        locale=file.locale,
        title=file.title,
        target=file.target or original.text.target,
        statement=file.statement,
        consent=file.consent or _default_consent(original, words),
        opt_ins=_opt_ins(file, original, words),
        legal=_legal(words, original.retention_days),
        sha256="",
    )
    lead_in = words.text("petition", "lead_in") if file.lead_in is None else file.lead_in
    return Translation(text, lead_in, file.body, file.image_alt, file.share, file.labels)


def in_step(text: PetitionText, opt_ins: Collection[str], retention_days: int) -> PetitionText:
    """A translation's text after its original was edited: the notice tells how long data is kept now, and what the
    original no longer asks for is asked no more.
    """
    words = load_catalogues().best(text.locale)
    return replace(
        text,
        opt_ins=tuple((name, wording) for name, wording in text.opt_ins if name in opt_ins),
        legal=_legal(words, retention_days),
    )


def _legal(words: Catalogue, retention_days: int) -> str:
    return words.text("petition", "legal", count=retention_days)


def _default_consent(original: Petition, words: Catalogue) -> str:
    own = load_catalogues().best(original.text.locale)
    if original.text.consent != own.text("petition", "consent"):
        raise TranslationRefused(
            f"`consent` is missing: {original.slug} has a consent of its own wording, so translate that, too."
        )
    return words.text("petition", "consent")


def _opt_ins(file: TranslationFile, original: Petition, words: Catalogue) -> tuple[tuple[str, str], ...]:
    offered = dict(original.text.opt_ins)
    if file.opt_ins is None:
        wanted: tuple[tuple[str, str | None], ...] = tuple((name, None) for name in offered)
    else:
        wanted = file.opt_ins
    own = load_catalogues().best(original.text.locale)
    for name, wording in wanted:
        if name not in offered:
            raise TranslationRefused(
                f"`opt_ins` has `{name}`, which {original.slug} does not ask for: leave it out, or add it there."
            )
        if wording is None and offered[name] != own.text("petition", name):
            raise TranslationRefused(
                f"`opt_ins`: {original.slug} has a wording of its own for `{name}`, so translate that, too."
            )
    return tuple((name, wording or words.text("petition", name)) for name, wording in wanted)


def _check_labels(file: TranslationFile, original: Petition) -> None:
    asked = [field.name for field in original.fields]
    for name, _ in file.labels:
        if name not in asked:
            raise TranslationRefused(
                f"`labels` has `{name}`, which {original.slug} does not ask for. It asks for: {', '.join(asked)}."
            )
