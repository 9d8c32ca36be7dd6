"""Our steps of a sign-in through a provider, see PIPELINE in `accounts.providers`. What they return the later steps are given."""

from django.shortcuts import redirect
from social_core.exceptions import AuthAssociationError, AuthPolicyError
from social_core.pipeline.partial import partial

from accounts import social_services

TYPED_EMAIL = "sign_in_email"


def forget_answer(**kwargs):
    """Drop the provider's answer, with its tokens, before a later step can store it."""
    return {"response": {}}


def refuse_closed(backend, user=None, **kwargs):
    if user and not user.is_active:
        raise AuthPolicyError(backend, code="authentication_disallowed", stage="pipeline")


def link(backend, uid, user=None, social=None, id_key="", **kwargs):
    """A signed-in person's account gets the identity; nobody else's does (social_user has refused that)."""
    if user is None or social is not None:
        return None
    try:
        return {"social": social_services.link_identity(user=user, provider=backend.name, uid=uid, id_key=id_key)}
    except social_services.AlreadyLinked as error:
        raise AuthAssociationError(backend, code="already_linked", stage="pipeline") from error
    except social_services.IdentityTaken as error:
        raise AuthAssociationError(backend, code="identity_in_use", stage="pipeline") from error


@partial
def ask_for_email(strategy, backend, details, user=None, **kwargs):
    """Halt for the form when a new person's provider gave no address."""
    if user or details["email"]:
        return None
    email = strategy.session_pop(TYPED_EMAIL)
    return {"details": {**details, "email": email}} if email else redirect("accounts:social-email", backend.name)


def create_account(backend, details, uid, user=None, id_key="", **kwargs):
    """A new person's account. An address that has one already is never taken over: its owner signs in and links."""
    if user:
        return None
    try:
        user, social = social_services.create_account(
            name=details["fullname"], email=details["email"], provider=backend.name, uid=uid, id_key=id_key
        )
    except social_services.EmailTaken as error:
        raise AuthAssociationError(backend, code="email_in_use", stage="pipeline") from error
    except social_services.IdentityTaken as error:
        raise AuthAssociationError(backend, code="identity_in_use", stage="pipeline") from error
    return {"user": user, "social": social, "is_new": True}
