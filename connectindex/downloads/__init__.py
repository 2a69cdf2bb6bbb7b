"""Downloads: published files fetched into an edition, with the day and hash of each in a lock file.

`fetch` speaks with one server, within limits; `lock` is what is known of earlier downloads; `plan` says what an
edition wants and puts it in place; `command` is ``connectindex download``. A build or check never downloads, and a
download runs no code of an edition.
"""
