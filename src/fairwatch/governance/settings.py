"""Django settings of the governance database. Values come from the environment, never from this file.

``FAIRWATCH_WORKSPACE`` names the workspace folder (or a SQLite file); ``FAIRWATCH_DATABASE_URL`` moves the database to
a server. With neither, the database lives in memory and nothing is kept.
"""

from __future__ import annotations

import os

from fairwatch.governance.installation import database_settings, secret_key

_PLACE = os.environ.get("FAIRWATCH_WORKSPACE", "")

SECRET_KEY = secret_key(_PLACE)
DEBUG = False
INSTALLED_APPS = ["fairwatch.governance"]
DATABASES = {"default": database_settings(_PLACE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
