"""Detection rules in the style that people share them: no attribute of ours, fields as each log category has them."""

from __future__ import annotations

PROXY = """\
title: Executable From A Free Domain
id: 10000000-0000-4000-8000-000000000001
name: free_domain
status: test
logsource:
    category: proxy
detection:
    selection:
        c-uri-extension:
            - 'exe'
            - 'ps1'
    tld:
        cs-host|endswith:
            - '.zip.example'
            - '.top.example'
    filter_main_known:
        cs-host: 'good.top.example'
    condition: selection and 1 of tld* and not 1 of filter_main_*
falsepositives:
    - Unknown
level: high
"""

AGENT = """\
title: Tool By Its User Agent
id: 10000000-0000-4000-8000-000000000002
name: tool
logsource:
    category: proxy
detection:
    selection:
        c-useragent|startswith:
            - 'EvilTool/'
            - 'OtherTool'
        cs-method: 'POST'
    encoded:
        c-uri|base64offset|contains: 'secret-marker'
    path:
        c-uri|startswith: '/gate.php'
        c-uri-query|re: '^id=[0-9]+$'
    condition: selection or encoded or path
level: critical
"""

DNS = """\
title: Query Of A Mining Pool
id: 10000000-0000-4000-8000-000000000003
name: pool
logsource:
    category: dns
detection:
    selection:
        query|endswith: '.pool.example'
    condition: selection
level: medium
"""

WEBSERVER = """\
title: Injection Strings
id: 10000000-0000-4000-8000-000000000004
logsource:
    category: webserver
detection:
    method:
        cs-method: 'GET'
    keywords:
        - 'UNION%20SELECT'
        - 'information_schema'
    traversal:
        cs-uri-query|contains|all:
            - '/cgi-bin/'
            - '..%2f'
    filter:
        sc-status: 404
    condition: method and (keywords or traversal) and not 1 of filter*
level: low
"""

ADDRESS = """\
title: Download From An Address
id: 10000000-0000-4000-8000-000000000005
logsource:
    category: proxy
detection:
    selection:
        dst_ip|cidr: '198.51.100.0/24'
        cs-host|fieldref|endswith: r-dns
    condition: all of them
"""

RUNNING = (PROXY, AGENT, DNS, WEBSERVER, ADDRESS)


def rule(**changes: str) -> str:
    """A plain proxy rule with some lines changed."""
    parts = {
        "title": "title: Plain",
        "id": "id: 20000000-0000-4000-8000-000000000001",
        "logsource": "logsource:\n  category: proxy",
        "detection": "detection:\n  selection:\n    cs-method: POST\n  condition: selection",
    }
    return "\n".join((parts | changes).values()) + "\n"


def correlation(kind: str, rules: str, *more: str, timespan: str = "10m", number: int = 1) -> str:
    """A correlation of named rules."""
    lines = [
        f"title: Correlation {number}",
        f"id: 30000000-0000-4000-8000-00000000000{number}",
        "correlation:",
        f"  type: {kind}",
        f"  rules: [{rules}]",
        f"  timespan: {timespan}",
        *(f"  {line}" for line in more),
        "level: high",
    ]
    return "\n".join(lines) + "\n"


SHARED = """\
title: Long Label In A Query
id: 50000000-0000-4000-8000-000000000001
name: long_label
status: experimental
logsource:
    category: dns
detection:
    selection:
        query|re: '^[a-z0-9+/=_-]{20,}\\.'
    condition: selection
level: informational
---
title: Script Fetched By A Command Line Tool
id: 50000000-0000-4000-8000-000000000002
name: script_fetched
logsource:
    category: proxy
detection:
    selection:
        c-useragent|startswith:
            - 'curl/'
            - 'Wget/'
        c-uri-extension:
            - 'ps1'
            - 'sh'
    condition: selection
level: low
---
title: Small Regular Post
id: 50000000-0000-4000-8000-000000000003
name: small_post
logsource:
    category: proxy
detection:
    selection:
        cs-method: 'POST'
        cs-bytes|lt: 512
    condition: selection
level: informational
---
title: Many Names Under Long Labels
id: 50000000-0000-4000-8000-000000000011
status: experimental
description: Data carried out in the labels of names that are asked for.
correlation:
    type: value_count
    rules:
        - long_label
    group-by:
        - src_ip
    timespan: 1m
    condition:
        gte: 50
        field: query
falsepositives:
    - Content delivery networks
level: high
---
title: One Tool At Many Places
id: 50000000-0000-4000-8000-000000000012
correlation:
    type: value_count
    rules: script_fetched
    group-by: c-ip
    timespan: 10m
    condition:
        gt: 4
        field: cs-host
level: medium
---
title: Regular Posts To One Place
id: 50000000-0000-4000-8000-000000000013
correlation:
    type: event_count
    rules:
        - small_post
    group-by:
        - cs-username
        - cs-host
    timespan: 5m
    condition:
        gt: 10
level: medium
---
title: Script And Then Posts
id: 50000000-0000-4000-8000-000000000014
correlation:
    type: temporal_ordered
    rules:
        - script_fetched
        - small_post
    group-by:
        - user
    timespan: 10m
level: high
---
title: Long Labels And A Script
id: 50000000-0000-4000-8000-000000000015
correlation:
    type: temporal
    rules:
        - 50000000-0000-4000-8000-000000000001
        - script_fetched
    group-by:
        - who
    timespan: 60s
    aliases:
        who:
            50000000-0000-4000-8000-000000000001: src_ip
            script_fetched: c-ip
level: critical
"""
"""Rules and correlations in one file, with the short spans and counts of values that most shared ones have."""
