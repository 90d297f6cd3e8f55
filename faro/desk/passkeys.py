"""Passkeys: what a browser is asked for, and what it answers, checked by the `webauthn` package."""

from __future__ import annotations

from dataclasses import dataclass

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from faro.desk.challenges import is_own_challenge, new_challenge
from faro.desk.visit import Visit
from faro.store.account_models import Passkey
from faro.store.credentials import find_passkey
from faro.store.models import Person

NAME_OF_DESK = "Faro desk"


class PasskeyError(Exception):
    """What the browser sent is no passkey that the desk can take."""


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey: both byte strings as base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def options_to_make(visit: Visit, name: str, known: list[Passkey]) -> str:
    """Returns, as JSON, what a browser is asked in order to make a passkey for a person of this name."""
    return options_to_json(
        generate_registration_options(
            rp_id=visit.desk.origin.host,
            rp_name=NAME_OF_DESK,
            user_name=name or NAME_OF_DESK,
            challenge=_challenge(visit),
            # The passkey names its person by itself, and the device asks for a finger, a face or its own number.
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(key.credential_id)) for key in known],
        )
    )


def options_to_use(visit: Visit) -> str:
    """Returns, as JSON, what a browser is asked in order to sign in with any passkey that it has for the desk."""
    return options_to_json(
        generate_authentication_options(
            rp_id=visit.desk.origin.host,
            challenge=_challenge(visit),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def made_passkey(visit: Visit, sent: str) -> NewPasskey:
    """Returns the passkey that a browser has made; raises PasskeyError."""
    try:
        credential = parse_registration_credential_json(sent)
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=_own_challenge(visit, credential.response.client_data_json),
            expected_rp_id=visit.desk.origin.host,
            expected_origin=visit.desk.origin.text,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError from error
    return NewPasskey(
        bytes_to_base64url(verified.credential_id),
        bytes_to_base64url(verified.credential_public_key),
        verified.sign_count,
    )


def person_of_passkey(visit: Visit, sent: str) -> Person:
    """Returns the person whose passkey has signed; raises PasskeyError."""
    try:
        credential = parse_authentication_credential_json(sent)
        challenge = _own_challenge(visit, credential.response.client_data_json)
        with visit.desk.write() as session:
            passkey = find_passkey(session, bytes_to_base64url(credential.raw_id))
            if passkey is None:
                raise PasskeyError
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=visit.desk.origin.host,
                expected_origin=visit.desk.origin.text,
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
            passkey.sign_count = verified.new_sign_count
            return session.get_one(Person, passkey.person_id)
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyError from error


def _challenge(visit: Visit) -> bytes:
    return new_challenge(visit.desk.secret, visit.form_cookie, visit.now)


def _own_challenge(visit: Visit, client_data: bytes) -> bytes:
    challenge = parse_client_data_json(client_data).challenge
    if not is_own_challenge(challenge, visit.desk.secret, visit.form_cookie, visit.now):
        raise PasskeyError
    return challenge
