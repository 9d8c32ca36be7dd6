"""What the site holds of a person is in the export, and in the deletion: whoever adds a table must say where it belongs."""

import pytest
from django.apps import apps
from django.db import models

from accounts import personal_data
from accounts.export_writer import _columns
from accounts.models import User

MODELS = [model for model in apps.get_models() if not model._meta.proxy]


def relations(model):
    """The names of a model's own relations to people; an account itself is one to itself."""
    fields = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    return [field.name for field in fields if isinstance(field, models.ForeignKey) and field.related_model is User]


def kinds_of(model):
    return [kind for kind in personal_data.kinds() if kind.model_class is model]


def test_it_works():
    """Every relation to a person is exported, or there is a reason why not."""
    exempt = personal_data.exempt()
    missing = []
    for model in MODELS:
        found = {by.partition("=")[0] for kind in kinds_of(model) for by in kind.by}
        missing += [f"{model._meta.label}.{name}" for name in relations(model) if name not in found]
    assert not set(missing) - set(exempt), "register a Kind for these in <app>/kinds.py, or an exemption with its reason"
    assert {name for name in exempt if name.count(".") == 2 and not name.startswith("accounts.User.")} <= set(missing), "stale exemptions"


def test_what_hangs_on_what_people_own_is_exported_too():
    """A reading hangs on a photo: no relation to a person, and personal all the same."""
    owned = {kind.model_class for kind in personal_data.kinds()} - {User}
    missing = [
        model._meta.label
        for model in MODELS
        if not kinds_of(model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in owned and model not in owned
    ]
    assert not set(missing) - set(personal_data.exempt())


@pytest.mark.parametrize("kind", personal_data.kinds(), ids=lambda kind: kind.key)
def test_every_kind_can_be_asked(kind, db, alice):
    assert kind.rows(alice).count() == (1 if kind.model_class is User else 0)
    assert set(kind.withheld) <= {field.name for field in kind.model_class._meta.concrete_fields}
    assert bool(kind.folder) == bool(kind.file_fields)
    if kind.page:
        from django.urls import reverse

        assert reverse(kind.page)


def test_numbers_that_stand_for_a_face_are_in_no_column():
    from pgvector.django import VectorField

    for kind in personal_data.kinds():
        vectors = {field.name for field in kind.model_class._meta.concrete_fields if isinstance(field, VectorField)}
        assert vectors <= set(kind.withheld)
        assert not vectors & set(_columns(kind))
