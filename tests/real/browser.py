"""The HTML report in headless Chromium: tests/real/browser.py PROGRAM [FOLDER].

On a screen, on a phone of 360 pixels and in the dark nothing is wider than the window, and a printed page has pages. With a
folder, it leaves the pictures there for somebody to look at. Debian's package `chromium` is what is asked.
"""

import html
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
SCENARIOS = ["healthy", "app-not-authorized", "app-access-only", "user-inactive"]
WIDTHS = [360, 768, 1200]
BROWSER = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
DARK = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]


def browse(*args):
    """What Chromium prints."""
    return subprocess.run([*BROWSER, *args], capture_output=True, text=True, timeout=60).stdout


def widths(folder, report):
    """How wide the report is in a window of each width. A frame of ours measures it, since it has no script of its own."""
    inside = html.escape(re.sub(r"<meta http-equiv=[^>]*>", "", report), quote=True)
    frames = "".join(f'<iframe srcdoc="{inside}" style="width:{width}px;height:900px;border:0"></iframe>' for width in WIDTHS)
    measure = "[...document.querySelectorAll('iframe')].map(it => it.contentDocument.documentElement.scrollWidth).join()"
    page = os.path.join(folder, "frames.html")
    with open(page, "w", encoding="utf-8") as file:
        file.write(f"<body>{frames}<script>onload = () => document.title = {measure}</script>")
    title = re.search(r"<title>([\d,]+)</title>", browse("--dump-dom", f"file://{page}"))
    return [int(width) for width in title.group(1).split(",")]


def main(folder):
    failed = []
    for scenario in SCENARIOS:
        report = os.path.join(folder, f"{scenario}.html")
        subprocess.run([PROGRAM, "check", "--simulate", scenario, "--format", f"html={report}"], check=False, timeout=60)
        with open(report, encoding="utf-8") as file:
            measured = widths(folder, file.read())
        print(f"{scenario}: windows of {WIDTHS} pixels, wide {measured}")
        failed += [f"{scenario} is {wide} wide in {width}" for wide, width in zip(measured, WIDTHS) if wide > width]
        for name, more in [("light", []), ("dark", DARK)]:
            picture = os.path.join(folder, f"{scenario}-{name}.png")
            browse(*more, "--window-size=1100,1500", f"--screenshot={picture}", f"file://{report}")
            if not os.path.exists(picture):
                failed.append(f"{scenario} has no picture, {name}")
        printed = os.path.join(folder, f"{scenario}.pdf")
        browse("--no-pdf-header-footer", f"--print-to-pdf={printed}", f"file://{report}")
        with open(printed, "rb") as file:
            pages = len(re.findall(rb"/Type\s*/Page\b", file.read()))
        print(f"{scenario}: {pages} pages in print")
        if not 1 <= pages <= 6:
            failed.append(f"{scenario} has {pages} pages")
    print(*failed, sep="\n")
    return bool(failed)


if len(sys.argv) > 2:
    os.makedirs(sys.argv[2], exist_ok=True)
    sys.exit(main(os.path.abspath(sys.argv[2])))
with tempfile.TemporaryDirectory() as folder:
    sys.exit(main(folder))
