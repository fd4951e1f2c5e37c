"""Which site or app a host belongs to, and of which category it is. The data are the TSV files of this folder."""

from fairwatch.catalogue.catalogue import Catalogue, Entry
from fairwatch.catalogue.lint import Problem, guarded_words, is_guarded, lint
from fairwatch.catalogue.tables import Category, Site, Subcategory
from fairwatch.catalogue.work import Role, Work, WorkByRole

__all__ = [
    "Catalogue",
    "Category",
    "Entry",
    "Problem",
    "Role",
    "Site",
    "Subcategory",
    "Work",
    "WorkByRole",
    "guarded_words",
    "is_guarded",
    "lint",
]
