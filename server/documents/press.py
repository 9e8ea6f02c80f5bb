"""Typeset a paper, as a script on its own: `press.py <in.html >out.pdf`.

The typesetter takes seconds and 200 MB, and native code that has crashed on odd fonts; here that ends this process
and nothing else. It imports nothing of ours and fetches nothing: pictures are inside the HTML.
"""

import resource
import sys

from weasyprint import HTML
from weasyprint.urls import URLFetcher

_MEMORY_BYTES = 3_000_000_000
_CPU_S = 120

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    paper = HTML(string=sys.stdin.buffer.read().decode("utf-8"), url_fetcher=URLFetcher(allowed_protocols={"data"}))
    paper.write_pdf(sys.stdout.buffer, pdf_variant="pdf/a-3u")
