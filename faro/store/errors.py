"""What the store refuses, each refusal as its own type, so that the desk can say it in plain words."""


class StoreError(Exception):
    """The store refuses; the message may be shown to the person who asked."""


class NotFoundError(StoreError):
    """The person, document, revision or review that was named does not exist."""


class InvalidDocumentError(StoreError):
    """Kind, key, language and fields do not fit together."""


class ReasonMissingError(StoreError):
    """Taking down and restoring are done by one person alone, who must say why."""


class RoleError(StoreError):
    """The person's role does not allow this."""


class SelfReviewError(StoreError):
    """Somebody who wrote or edited the text since it was last published cannot be the one who reviews it."""


class SupersededError(StoreError):
    """A newer revision exists: what was said about this one is void."""


class EditedMeanwhileError(StoreError):
    """Somebody has saved this text since its author opened it; `newest_id` is the revision that they have not seen."""

    def __init__(self, message: str, newest_id: int) -> None:
        super().__init__(message)
        self.newest_id = newest_id


class NotApprovedError(StoreError):
    """No approval stands for this revision."""


class AlreadyPublishedError(StoreError):
    """This is live already, or this approval has been used."""


class NotPublishedError(StoreError):
    """Nothing is live that could be taken down, or nothing was ever live that could be restored."""


class ChannelError(StoreError):
    """This channel is being checked already, is not being checked, or nobody has said that the check is over."""


class LinkError(StoreError):
    """This link is not good any more: it was withdrawn, is too old, or has been used as often as one may."""


class InvalidNameError(StoreError):
    """A person's name is missing or is one that nobody can have."""


class NameTakenError(StoreError):
    """Somebody has this name already."""


class LastCredentialError(StoreError):
    """The last way to sign in cannot be removed."""


class BackupError(StoreError):
    """The file is no backup that can be trusted, or the store is not one that it may be restored into."""


class AlreadyTaughtError(StoreError):
    """Exactly this message has been taught already."""
