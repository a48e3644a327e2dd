"""A replay in a headless browser: run by the tools' environment, which has playwright; not by ours.

`python browser.py CHROMIUM PAGE SCREENSHOT WORDS` opens PAGE, waits until WORDS stand in one of its frames,
and prints as JSON that frame's text and the width of each of its pictures.
"""

import json
import sys
import time

from playwright.sync_api import (  # type: ignore[import-not-found]
    Error,
    Frame,
    Page,
    sync_playwright,
)

PATIENCE = 60
PICTURES = "Array.from(document.images).map(i => [i.getAttribute('src'), i.complete ? i.naturalWidth : 0])"


def frame_with(page: Page, words: str) -> Frame:
    """Return the frame whose text holds the words, once there is one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for frame in page.frames:
            try:
                if words in frame.inner_text("body", timeout=1000):
                    return frame
            except Error:
                continue
        page.wait_for_timeout(250)
    sys.exit(f"the words did not appear: {words}")


def main() -> None:
    """Print what the browser shows."""
    chromium, address, screenshot, words = sys.argv[1:]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1000, "height": 1200})
        page.goto(address)
        frame = frame_with(page, words)
        page.wait_for_timeout(1500)
        shown = {"text": frame.inner_text("body"), "pictures": frame.evaluate(PICTURES), "url": frame.url}
        page.screenshot(path=screenshot)
        browser.close()
    print(json.dumps(shown))


main()
