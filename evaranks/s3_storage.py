"""Uploads in S3-compatible storage, for several machines that share no disk. Installed with requirements-s3.txt.

The bucket stays private: nothing here gives an address of a file, and views read the bytes for those who may see them.
"""

from collections.abc import Iterator

from storages.backends.s3 import S3Storage

from evaranks.settings_environment import env


class PrivateS3Storage(S3Storage):
    def __init__(self):
        super().__init__(
            bucket_name=env.str("S3_BUCKET"),
            endpoint_url=env.str("S3_ENDPOINT", "") or None,
            region_name=env.str("S3_REGION", "") or None,
            access_key=env.str("S3_ACCESS_KEY", "") or None,
            secret_key=env.str("S3_SECRET_KEY", "") or None,
            addressing_style="path",
            signature_version="s3v4",
            default_acl=None,
            file_overwrite=False,
            location="media",
        )

    def files(self) -> Iterator[tuple[str, float]]:
        """Every file's name, and when it was last changed, in seconds since 1970."""
        folder = f"{self.location}/"
        for found in self.bucket.objects.filter(Prefix=folder):
            yield found.key.removeprefix(folder), found.last_modified.timestamp()

    def url(self, *_args, **_options):
        raise ValueError("private files have no URL")
