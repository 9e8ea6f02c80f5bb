"""What the application server imports: the application, with the settings of the environment."""

from server.application import create_app
from server.config import Settings

app = create_app(Settings.from_env())
