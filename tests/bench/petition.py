"""The petition that is signed: the demo's own, under a partner whose pages are elsewhere."""

from demo_site.petition_files import STOP_REKOGNITION, petition_files

SLUG = STOP_REKOGNITION
PARTNER = "civic-news"
ORIGIN = "https://news.example.org"
API = f"/api/v1/petitions/{SLUG}"

FILE = next(file for file in petition_files() if file.stem == SLUG)
OTHER_FILE = next(file for file in petition_files() if file.stem != SLUG)
"""Another one, which nobody signs."""
