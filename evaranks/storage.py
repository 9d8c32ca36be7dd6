"""Where files live: collected static files, and uploads that no URL reaches without a permission check."""

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

    def url(self, name):
        raise ValueError("private files have no URL")
