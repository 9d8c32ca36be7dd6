"""Korean is complete. (A language is updated with `makemessages -l ko` and `compilemessages`, which need GNU gettext.)"""

import re

import polib
import pytest
from django.conf import settings

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CATALOGUES = list(settings.LOCALE_PATHS[0].rglob("*.po"))
TRANSLATE_TAG = re.compile(r"""\{%\s*translate\s+(["'])(.*?)\1""")


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_it_works(path):
    catalogue = polib.pofile(path)
    assert len(catalogue) > 300
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_placeholders_survive_translation(path):
    for entry in polib.pofile(path):
        for translation in entry.msgstr_plural.values() or [entry.msgstr]:
            source = entry.msgid_plural or entry.msgid
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(translation)), entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_the_compiled_catalogue_is_the_written_one(path):
    written = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in polib.pofile(path)}
    compiled = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in polib.mofile(path.with_suffix(".mo"))}
    assert compiled == written


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_sentence_of_the_templates_is_there(path):
    known = {entry.msgid.replace("%%", "%") for entry in polib.pofile(path)}
    templates = (settings.BASE_DIR / "templates").rglob("*.*")
    missing = {text for template in templates for _, text in TRANSLATE_TAG.findall(template.read_text()) if text not in known}
    assert not missing
