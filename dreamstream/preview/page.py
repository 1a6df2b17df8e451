"""The page around the running picture, for browsers, which would leave the last one standing without a word."""

from html import escape
from string import Template

STREAM_PATH = "/stream"
"""Where the picture itself is served."""

_PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
html, body { height: 100%; margin: 0; background: #000 }
img { display: block; width: 100%; height: 100%; object-fit: contain }
p { position: fixed; inset: auto 0 0; margin: 0; padding: .7em; text-align: center;
    font: 16px system-ui, sans-serif; color: #fff; background: #000b }
</style>
<img id="picture" alt="$title">
<p id="told" hidden>The render has ended. The next one at this address will be seen here.</p>
<script>
const picture = document.getElementById("picture"), told = document.getElementById("told")
let seen = null
async function look() {
  let tag = null
  try {
    tag = (await fetch("$stream", { method: "HEAD", cache: "no-store" })).headers.get("ETag")
  } catch {}
  told.hidden = tag !== null
  if (tag !== null && tag !== seen) {
    seen = tag
    picture.src = "$stream?" + Date.now()
  }
  setTimeout(look, 1000)
}
look()
</script>
</html>
""")


def page(title: str) -> bytes:
    """Return the page in UTF-8. It asks once a second whether the stream is there, and is another by its ETag."""
    return _PAGE.substitute(title=escape(title), stream=STREAM_PATH).encode()
