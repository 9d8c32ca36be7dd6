"""The companies through which people may sign in, and the steps of such a sign-in.

Another provider is a row here and a class in `accounts.social`. Settings read this file, so it imports no model.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from environs import Env


@dataclass(frozen=True)
class Provider:
    """`key` is in addresses and in the database; both variables must be set for the provider to appear.

    `origins` are where its sign-in pages live: a form of ours may end there after a redirect, and nowhere else (`form-action`).
    """

    key: str
    name: str
    backend: str
    id_variable: str
    secret_variable: str
    icon: str
    origins: tuple[str, ...]


PROVIDERS = {
    provider.key: provider
    for provider in (
        Provider(
            "facebook",
            "Facebook",
            "accounts.social.Facebook",
            "FACEBOOK_APP_ID",
            "FACEBOOK_APP_SECRET",
            "letter-f",
            ("https://www.facebook.com", "https://m.facebook.com", "https://web.facebook.com"),
        ),
        Provider(
            "google",
            "Google",
            "accounts.social.Google",
            "GOOGLE_CLIENT_ID",
            "GOOGLE_CLIENT_SECRET",
            "letter-g",
            ("https://accounts.google.com",),
        ),
        Provider(
            "kakao",
            "Kakao",
            "accounts.social.Kakao",
            "KAKAO_REST_API_KEY",
            "KAKAO_CLIENT_SECRET",
            "letter-k",
            ("https://kauth.kakao.com", "https://accounts.kakao.com"),
        ),
        Provider(
            "naver",
            "Naver",
            "accounts.social.Naver",
            "NAVER_CLIENT_ID",
            "NAVER_CLIENT_SECRET",
            "letter-n",
            ("https://nid.naver.com",),
        ),
    )
}

PIPELINE = [
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "accounts.pipeline.forget_answer",
    "social_core.pipeline.social_auth.social_user",
    "accounts.pipeline.refuse_closed",
    "accounts.pipeline.link",
    "accounts.pipeline.ask_for_email",
    "accounts.pipeline.create_account",
]


def read_keys(env: Env) -> dict[str, tuple[str, str]]:
    """(identifier, secret) of each provider that has both in the environment, in the table's order."""
    pairs = {key: (env.str(row.id_variable, ""), env.str(row.secret_variable, "")) for key, row in PROVIDERS.items()}
    return {key: pair for key, pair in pairs.items() if all(pair)}


def backends(keys: Iterable[str]) -> list[str]:
    return [PROVIDERS[key].backend for key in keys]


def origins(keys: Iterable[str]) -> list[str]:
    return [origin for key in keys for origin in PROVIDERS[key].origins]
