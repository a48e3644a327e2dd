"""Requests that were posted: what an index adds to their addresses, as pywb and cdxj-indexer do.

The key of such a capture is that of its address with `__wb_method=POST` and the posted form in the query; the
line names `method` and `requestBody` (https://specs.webrecorder.net/request-body-canonicalization/latest/).
"""

from __future__ import annotations

import base64
from urllib.parse import unquote_plus

from archiver.warc.messages import header, read_head
from archiver.warc.raw import RawRecord

LONGEST_QUERY = 4096
"""Characters of a posted form that an index takes into its key."""
_POST = b"POST "
_HEAD_END = b"\r\n\r\n"


def form_posted(request: bytes) -> str | None:
    """Return the body of a request as it was posted; None for a request of another method."""
    if not request.startswith(_POST):
        return None
    return request.partition(_HEAD_END)[2].decode("utf-8", "replace")


def query_of(request: bytes) -> str | None:
    """Return what an index notes of a posted body; None for a request of another method."""
    if not request.startswith(_POST):
        return None
    head, _, body = request.partition(_HEAD_END)
    if header(read_head(head + _HEAD_END).headers, "content-type").startswith(
        "application/x-www-form-urlencoded"
    ):
        try:
            return unquote_plus(body.decode("utf-8"))[:LONGEST_QUERY]
        except UnicodeDecodeError:
            pass
    return f"__wb_post_data={base64.b64encode(body).decode()}"[:LONGEST_QUERY]


def with_query(url: str, query: str) -> str:
    """Return the address by which an index knows what was posted to `url`."""
    method = f"__wb_method=POST&{query}" if query else "__wb_method=POST"
    return f"{url}{'&' if '?' in url else '?'}{method}"


def is_request_of(record: RawRecord, response: RawRecord | None) -> bool:
    """Return whether a record is the request that led to a response."""
    if response is None or record.kind != "request":
        return False
    return record.fields.get("warc-concurrent-to") == response.fields.get("warc-record-id")
