"""The settings of Crosscheck, read once by the program that starts it."""

from config.settings import Settings, SettingsError, load_settings

__all__ = ["Settings", "SettingsError", "load_settings"]
