"""Where files live: collected static files, and uploads that no URL reaches without a permission check."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """Static files named by content, ES-module imports rewritten too, so that each may be cached for ever."""

    support_js_module_import_aggregation = True


class PrivateStorage(FileSystemStorage):
    """Uploads outside every public folder. It gives no URLs: views serve the bytes to those who may see them."""

    def __init__(self):
        super().__init__(location=settings.DATA_DIR / "media", file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def _save(self, name, content):
        """Whole and on the disk, or not at all: a full disk, or a power cut after the row was written, leaves nothing half-written."""
        partial = f"{name}.{secrets.token_hex(4)}.partial"
        try:
            super()._save(partial, content)
            with open(self.path(partial), "rb") as file:
                os.fsync(file.fileno())
            os.rename(self.path(partial), self.path(name))
        except BaseException:
            self.delete(partial)
            raise
        return name

    def files(self) -> Iterator[tuple[str, float]]:
        """Every file's name, and when it was last changed, in seconds since 1970. As PrivateS3Storage tells it."""
        for folder, _, files in os.walk(self.location):
            for path in (Path(folder, file) for file in files):
                with suppress(FileNotFoundError):  # deleted meanwhile
                    yield str(path.relative_to(self.location)), path.stat().st_mtime

    def url(self, name):
        raise ValueError("private files have no URL")
