"""A store, the pages of it in Debian's chromium, and what every test of them needs."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

PASSPHRASE = "only for tests never elsewhere"
AXE = next(Path(__import__("sysconfig").get_paths()["purelib"]).glob("axe_playwright_python/axe.min.js")).read_text()
SCREENSHOTS = Path(__file__).parent / "screenshots"


def words(answer):
    """The six words of a command's answer."""
    value = answer["words"]
    return value if isinstance(value, str) else " ".join(value)


class World:
    """A headquarters and laptops, made with the command."""

    def __init__(self, satchel):
        self.satchel = satchel
        self.root = Path(tempfile.mkdtemp(prefix="satchel-browser-"))
        self.passphrase = self.root / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.passphrase.chmod(0o600)
        (self.root / "usb").mkdir()
        self.pages = []

    def home(self, name):
        return str(self.root / name)

    def run(self, name, *arguments, typed=None):
        command = [self.satchel, *arguments, "--home", self.home(name), "--passphrase-file", str(self.passphrase)]
        done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (arguments[:2], done.stderr)
        return done.stdout

    def found(self):
        self.run("hq", "init", "--code", "HQ1", "--person", "Olena", "--space", "North", "--scrypt-log-n", "10")

    def join(self, name, code, person):
        request, approval = str(self.root / f"{name}.req"), str(self.root / f"{name}.spl")
        asked = json.loads(self.run(name, "device", "request", "--person", person, "--out", request, "--scrypt-log-n", "10", "--json"))
        approved = json.loads(self.run(
            "hq", "device", "approve", request, "--code", code, "--space", "North", "--out", approval, "--words", words(asked), "--json"))
        self.run(name, "device", "accept", approval, "--words", words(approved))

    def end(self):
        for pages in list(self.pages):
            pages.end()
        shutil.rmtree(self.root, ignore_errors=True)


class Pages:
    """`satchel open` on a store, and a browser that looks at it."""

    def __init__(self, world, name, language="en", script=True, size=(1280, 800), more=()):
        self.world, self.name = world, name
        self.process = subprocess.Popen(
            [world.satchel, "open", "--home", world.home(name), "--no-browser", "--json", "--development"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.launch = json.loads(self.process.stdout.readline())["launch"]
        text = Path(self.launch).read_text()
        self.host = re.search(r'action="http://([^/]+)/launch"', text)[1]
        self.secret = re.search(r'name="secret" value="([0-9a-f]+)"', text)[1]
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={size[0]},{size[1]}",
                         f"--accept-lang={language}", f"--user-data-dir={world.root}/profile-{name}-{time.monotonic_ns()}", *more]:
            options.add_argument(argument)
        prefs = {"intl.accept_languages": language}
        if not script:
            prefs["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", prefs)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        world.pages.append(self)

    # Finding and doing

    def one(self, css):
        return WebDriverWait(self.driver, 15).until(lambda driver: driver.find_element(By.CSS_SELECTOR, css))

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def until(self, check):
        return WebDriverWait(self.driver, 15).until(lambda _: check())

    def go(self, path):
        self.driver.get(f"http://{self.host}{path}")

    def text(self):
        return self.one("body").text

    def type(self, css, text):
        element = self.one(css)
        element.clear()
        element.send_keys(text)

    def tick(self, css):
        """Ticks a box, again if the form was brought up to date in that very moment."""
        def ticked():
            try:
                element = self.one(css)
                if not element.is_selected():
                    self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
                    element.click()
                return self.one(css).is_selected()
            except StaleElementReferenceException:
                return False
        self.until(ticked)

    def choose(self, css, value):
        Select(self.one(css)).select_by_value(value)

    def click(self, css):
        """Clicks, and waits for the page that comes of it."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        element = self.one(css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        self.until(lambda: self.is_gone(before))

    @staticmethod
    def is_gone(element):
        try:
            element.is_enabled()
            return False
        except Exception:
            return True

    def enter(self):
        self.driver.get("file://" + self.launch)
        # Without scripts the file has a button.
        if self.driver.current_url.startswith("file:") and self.all("button"):
            self.one("button").click()
        self.one("#passphrase")

    def unlock(self):
        if not self.all("#passphrase"):
            self.enter()
        self.type("#passphrase", PASSPHRASE)
        self.click("button.primary")
        self.one("#lock-form")

    def choose_language(self, language, theme="light"):
        self.go("/")
        self.one(".menu > summary").click()
        self.choose("#p-language", language)
        self.choose("#p-theme", theme)
        self.click(".menu-body button")

    # Looking

    def shot(self, name):
        SCREENSHOTS.mkdir(exist_ok=True)
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        width = self.driver.execute_script("return window.innerWidth")
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": max(600, min(4000, height)), "deviceScaleFactor": 1, "mobile": False})
        self.driver.save_screenshot(str(SCREENSHOTS / f"{name}.png"))
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def violations(self):
        self.driver.execute_script(AXE)
        result = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
            ".then(done, error => done({violations: [{id: String(error), nodes: []}]}))")
        return [(found["id"], [node["html"][:200] + " " + node.get("failureSummary", "")[:200] for node in found["nodes"][:3]]) for found in result["violations"]]

    def source(self, path):
        """The page as the server sent it, not as the browser mended it."""
        return self.driver.execute_async_script(
            "const done = arguments[1]; fetch(arguments[0]).then(answer => answer.text()).then(done, error => done(String(error)))", path)

    def remembers(self, text):
        """Whether a text stands anywhere in the memory of the process; asked as root."""
        wanted = text.encode()
        with open(f"/proc/{self.process.pid}/maps") as maps, open(f"/proc/{self.process.pid}/mem", "rb", 0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                if not rights.startswith("rw"):
                    continue
                first, end = (int(part, 16) for part in span.split("-"))
                try:
                    memory.seek(first)
                    if wanted in memory.read(end - first):
                        return True
                except OSError:
                    continue
        return False

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def end(self):
        self.world.pages.remove(self)
        self.driver.quit()
        self.process.terminate()
        self.process.wait(10)
