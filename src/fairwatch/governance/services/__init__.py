"""Every rule of governance, as plain functions, one file per subject. ``governance.configure`` names the database."""

from fairwatch.governance.installation import set_up

# The services import the models, and those need Django to be ready, whoever imports the services first.
set_up()
