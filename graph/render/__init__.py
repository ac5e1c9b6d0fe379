"""Pictures and data of a scene."""
