#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of /docs from the Markdown of this folder: headings, paragraphs, lists, tables, code, links, emphasis; nothing else is used.

Beyond Markdown: a paragraph that is a link to a file of ../snippets or ../examples becomes that file's text; a code block marked `try`
followed by a channel's name becomes a live reader of it; 127.0.0.1:8080 becomes, in the browser, the address that the page came from.

usage: make_docs.py OUTPUT_FOLDER VERSION     writes <page>.html for each page of PAGES; a link that leads nowhere is an error
"""
import html
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
# page -> (source, title in the navigation)
PAGES = {
    "": ("README.md", "Documents"), "start": ("start.md", "A first page"), "wire": ("wire.md", "The wire"),
    "channels": ("channels.md", "Channels"), "loss": ("loss.md", "Loss"), "binary": ("binary.md", "Binary"),
    "http": ("http.md", "HTTP"), "errors": ("errors.md", "Errors"), "faults": ("faults.md", "Faults"), "protocols": ("protocols.md", "Other protocols"),
    "snippets": ("snippets.md", "Snippets"), "client": ("../client/README.md", "The package"),
}
PAGE_OF = {(FOLDER / source).resolve(): page for page, (source, _) in PAGES.items()}
SERVED = {"../asyncapi.yaml", "../openapi.json", "../messages.schema.json"}
TEMPLATE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{title} – Wavetape</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="dark light">
  <link rel="icon" href="../assets/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="../assets/theme.css">
  <link rel="stylesheet" href="../assets/theme-light.css" id="light-theme" media="(prefers-color-scheme: light)">
  <link rel="stylesheet" href="../assets/docs.css">
  <script src="../assets/early-theme.js"></script>
  <script type="module" src="../assets/docs.js"></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the text</a>
  <header><a href="../">Wavetape</a> <span>{version}</span></header>
  <nav aria-label="Documents"><ul>{navigation}</ul></nav>
  <main id="main">
{body}
  </main>
</body>
</html>
"""


class Page:
    def __init__(self, source):
        self.source = (FOLDER / source).resolve()
        self.lines = [line for line in self.source.read_text(encoding="utf-8").splitlines() if "SPDX-License-Identifier" not in line]
        self.at = 0
        self.out = []

    def inline(self, text):
        kept = []

        def keep(markup):
            kept.append(markup)
            return f"\0{len(kept) - 1}\0"

        text = re.sub(r"`([^`]+)`", lambda m: keep(f"<code>{html.escape(m[1])}</code>"), text)
        text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", lambda m: keep(f'<a href="{html.escape(self.link(m[2]))}">') + m[1] + keep("</a>"), text)
        text = html.escape(text, quote=False)
        text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
        text = re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", r"<em>\1</em>", text)
        return re.sub("\0(\\d+)\0", lambda m: kept[int(m[1])], text)

    def link(self, target):
        if target in SERVED or target.startswith("../?"):
            return target
        if target in PAGES:
            return target or "./"
        page = PAGE_OF.get((self.source.parent / target).resolve())
        if page is None:
            sys.exit(f"{self.source.name}: the link {target} leads nowhere")
        return page or "./"

    def code(self, text, language=""):
        return f'<pre tabindex="0"><code data-language="{language}">{html.escape(text)}</code></pre>'

    def paragraph(self, lines):
        text = " ".join(lines)
        included = re.fullmatch(r"\[([^\]]+)\]\((\.\./(?:snippets|examples)/[^)]+)\)", text)
        if not included:
            return f"<p>{self.inline(text)}</p>"
        source = (FOLDER / included[2]).read_text(encoding="utf-8").strip()
        source = "\n".join(line for line in source.splitlines() if "SPDX-License-Identifier" not in line)
        return f'<p class="file">{html.escape(included[1])}</p>' + self.code(source)

    def table(self, rows):
        cells = [[self.inline(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))] for row in rows]
        head = "".join(f"<th>{cell}</th>" for cell in cells[0])
        head = f"<thead><tr>{head}</tr></thead>" if any(cells[0]) else ""
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[2:])
        return f'<div class="table" tabindex="0"><table>{head}<tbody>{body}</tbody></table></div>'

    def take(self, wanted):
        taken = []
        while self.at < len(self.lines) and wanted(self.lines[self.at]):
            taken.append(self.lines[self.at])
            self.at += 1
        return taken

    def render(self):
        while self.at < len(self.lines):
            line = self.lines[self.at]
            item = re.match(r"(- |\d+\. )", line)
            heading = re.match(r"(#+) (.*)", line)
            if not line.strip():
                self.at += 1
            elif heading:
                self.at += 1
                level, text = len(heading[1]), heading[2]
                anchor = re.sub(r"\W+", "-", text.lower()).strip("-")
                self.out.append(f'<h{level} id="{anchor}">{self.inline(text)}</h{level}>')
            elif line.startswith("```"):
                self.at += 1
                words = line[3:].split()
                text = "\n".join(self.take(lambda one: not one.startswith("```")))
                self.at += 1
                if words[:1] == ["try"]:
                    self.out.append(f'<section class="try" data-channel="{html.escape(words[1])}"><h3><code>{html.escape(words[1])}</code></h3><button type="button">Run</button><pre tabindex="0" role="log" aria-label="{html.escape(words[1])}"></pre></section>')
                else:
                    self.out.append(self.code(text, words[0] if words else ""))
            elif line.startswith("|"):
                self.out.append(self.table(self.take(lambda one: one.startswith("|"))))
            elif item:
                kind = "ul" if item[1] == "- " else "ol"
                items = []
                for one in self.take(lambda one: one.strip() and not one.startswith(("#", "|", "```"))):
                    start = re.match(r"(?:- |\d+\. )(.*)", one)
                    if start:
                        items.append(start[1])
                    else:
                        items[-1] += " " + one.strip()
                self.out.append(f"<{kind}>" + "".join(f"<li>{self.inline(one)}</li>" for one in items) + f"</{kind}>")
            else:
                self.out.append(self.paragraph(self.take(lambda one: one.strip() and not one.startswith(("#", "|", "```", "- ")))))
        return "\n".join(self.out)


def main():
    output, version = pathlib.Path(sys.argv[1]), sys.argv[2]
    output.mkdir(parents=True, exist_ok=True)
    for page, (source, title) in PAGES.items():
        navigation = "".join(
            f'<li><a href="{one or "./"}"{" aria-current=page" if one == page else ""}>{html.escape(name)}</a></li>' for one, (_, name) in PAGES.items())
        text = TEMPLATE.format(title=html.escape(title), version=html.escape(version), navigation=navigation, body=Page(source).render())
        (output / f"{page or 'index'}.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
