"""Korean is complete. (A language is updated with `makemessages -l ko` and `compilemessages`, which need GNU gettext.)"""

import ast
import re
from datetime import datetime

import polib
import pytest
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.core.validators import ProhibitNullCharactersValidator
from django.forms import ChoiceField, FileField
from django.utils import formats, translation

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CATALOGUES = list(settings.LOCALE_PATHS[0].rglob("*.po"))
APPS = ("accounts", "analysis", "leaderboard", "faces", "ml_models", "evaranks")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
TRANSLATE_TAG = re.compile(r"""\{%\s*translate\s+(["'])(.*?)\1""")


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_it_works(path):
    catalogue = polib.pofile(path)
    assert len(catalogue) > 300
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_placeholders_survive_translation(path):
    for entry in polib.pofile(path):
        for translated in entry.msgstr_plural.values() or [entry.msgstr]:
            source = entry.msgid_plural or entry.msgid
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(translated)), entry.msgid


def test_no_korean_particle_hangs_on_a_name():
    """Which of 와 and 과 is right depends on the name's last sound, so a sentence does without."""
    either = re.compile(r"\((과|를|을|으|은|는|이|가)\)")
    particle = re.compile(r"(\)s|\})”?(과|와|를|을|으로|로|은|는|이|가|이에요|예요|이라고|라고)([ .,!?]|$)")
    for entry in polib.pofile(settings.LOCALE_PATHS[0] / "ko/LC_MESSAGES/django.po"):
        for words in entry.msgstr_plural.values() or [entry.msgstr]:
            assert not either.search(words), words
            assert not particle.search(words), words


def test_korean_says_the_half_of_the_day_before_the_hour():
    with translation.override("ko"):
        assert formats.date_format(datetime(2026, 11, 22, 2, 9), "DATETIME_FORMAT") == "2026년 11월 22일 오전 2:09"


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


@pytest.mark.parametrize(
    "text",
    [
        *PasswordChangeForm.error_messages.values(),
        *FileField.default_error_messages.values(),
        *ChoiceField.default_error_messages.values(),
        ProhibitNullCharactersValidator.message,
    ],
    ids=str,
)
def test_djangos_own_words_on_forms_speak_as_eva_does(text):
    """She says 해요; Django's Korean says 하십시오."""
    with translation.override("ko"):
        assert not re.search("니다|십시오", str(text))


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_sentence_of_the_code_is_there(path):
    """To the letter: a template's sentence with a % is another one in the catalogue, with two."""
    known = {entry.msgid for entry in polib.pofile(path)}
    files = [file for app in APPS for file in (settings.BASE_DIR / app).rglob("*.py") if "tests" not in file.parts]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    marked = [call.args[0] for call in calls if getattr(call.func, "id", "") in MARKS and call.args]
    sentences = {given.value for given in marked if isinstance(given, ast.Constant)}
    assert len(sentences) > 300
    assert not sentences - known
