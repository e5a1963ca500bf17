
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'connlog' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'connlog'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'connlog' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('connections', 'connections', [CompletionResultType]::ParameterValue, 'Account connection events: who connected, failed to, or lost an account')
            [CompletionResult]::new('posts', 'posts', [CompletionResultType]::ParameterValue, 'Post publishing attempts: what went out, what failed, and why')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'Entries of every kind in one list, from files')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the records that json and ndjson show')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Show where each setting comes from; check key, clock, quota and dialect')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Serve the demo API on a loopback port until stopped')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'connlog;connections' {
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What happened, like connect_failed or disconnect')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Social platform, like instagram or linkedin,tiktok')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How it ended: success, failed, pending or skipped')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Id of the account')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Id of the profile the account belongs to')
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Text in any value of the entry, upper or lower case alike')
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Expression over the fields, like ''error.code ~ token and durationMs > 30s''; several must all be true')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End, not included; same forms')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'The last N days')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most N entries, the newest [default: 50]')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most N entries, the newest [default: 50]')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Skip the newest N entries')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Same as -o json; --json=id,error.code prints these fields only')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Fields to print, in this order, like id,error.code')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter in the jq language, applied to each entry (json and ndjson)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write to this file, `-` for stdout')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--any-value', '--any-value', [CompletionResultType]::ParameterName, 'Accept values and fields that connlog does not know')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Same as --tz utc')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All entries that the API still has')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Each entry as the API sent it, byte for byte (json and ndjson)')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out')
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'Print the first request as a curl command, without the key')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;posts' {
            [CompletionResult]::new('--post', '--post', [CompletionResultType]::ParameterName, 'Id of the post: every attempt at publishing it')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'What was attempted, like publish, retry or media_upload')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Social platform, like instagram or linkedin,tiktok')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How it ended: success, failed, pending or skipped')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Id of the account')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Id of the profile the account belongs to')
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Text in any value of the entry, upper or lower case alike')
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Expression over the fields, like ''error.code ~ token and durationMs > 30s''; several must all be true')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End, not included; same forms')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'The last N days')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most N entries, the newest [default: 50]')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most N entries, the newest [default: 50]')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Skip the newest N entries')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Same as -o json; --json=id,error.code prints these fields only')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Fields to print, in this order, like id,error.code')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter in the jq language, applied to each entry (json and ndjson)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write to this file, `-` for stdout')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--any-value', '--any-value', [CompletionResultType]::ParameterName, 'Accept values and fields that connlog does not know')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Same as --tz utc')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All entries that the API still has')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Each entry as the API sent it, byte for byte (json and ndjson)')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out')
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'Print the first request as a curl command, without the key')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;events' {
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What happened, like connect_failed or disconnect')
            [CompletionResult]::new('--post', '--post', [CompletionResultType]::ParameterName, 'Id of the post: every attempt at publishing it')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'What was attempted, like publish, retry or media_upload')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'Social platform, like instagram or linkedin,tiktok')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How it ended: success, failed, pending or skipped')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Id of the account')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Id of the profile the account belongs to')
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Text in any value of the entry, upper or lower case alike')
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Expression over the fields, like ''error.code ~ token and durationMs > 30s''; several must all be true')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End, not included; same forms')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'The last N days')
            [CompletionResult]::new('--tz', '--tz', [CompletionResultType]::ParameterName, 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most N entries, the newest [default: 50]')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most N entries, the newest [default: 50]')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Skip the newest N entries')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Same as -o json; --json=id,error.code prints these fields only')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Fields to print, in this order, like id,error.code')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Filter in the jq language, applied to each entry (json and ndjson)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write to this file, `-` for stdout')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--any-value', '--any-value', [CompletionResultType]::ParameterName, 'Accept values and fields that connlog does not know')
            [CompletionResult]::new('--utc', '--utc', [CompletionResultType]::ParameterName, 'Same as --tz utc')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All entries that the API still has')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Each entry as the API sent it, byte for byte (json and ndjson)')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out')
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'Print the first request as a curl command, without the key')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;schema' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;doctor' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The report as one JSON array')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;demo' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on 127.0.0.1; 0 takes a free one')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed of the made-up entries: the same seed, the same entries')
            [CompletionResult]::new('--entries', '--entries', [CompletionResultType]::ParameterName, 'Entries of each kind that exist at any time')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'Days the entries reach back, 1 to 90')
            [CompletionResult]::new('--serves', '--serves', [CompletionResultType]::ParameterName, 'Dialects served: both, late, zernio; or older, the API of before February 2026')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Wait before every answer')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Requests allowed in any 60 seconds')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Something that goes wrong, see below; may be repeated')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;completions' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use this context of the configuration file [env: CONNLOG_CONTEXT]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]')
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up on a request after this long [default: 30s]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Repeat a failed request at most this often; 0 never [default: 4]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Keep at most this many requests in flight, 1 to 64 [default: 4]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --from: look at every value, and exit with 8 if one could not be read')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask the built-in demo API on loopback: no key, no network')
            [CompletionResult]::new('--insecure-http', '--insecure-http', [CompletionResultType]::ParameterName, 'Allow plain http to hosts other than this machine: the key then travels readable')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Show each request and its answer on stderr, never the key')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Same as --color=never')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Errors only, no notes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'connlog;help' {
            [CompletionResult]::new('connections', 'connections', [CompletionResultType]::ParameterValue, 'Account connection events: who connected, failed to, or lost an account')
            [CompletionResult]::new('posts', 'posts', [CompletionResultType]::ParameterValue, 'Post publishing attempts: what went out, what failed, and why')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'Entries of every kind in one list, from files')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the records that json and ndjson show')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Show where each setting comes from; check key, clock, quota and dialect')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Serve the demo API on a loopback port until stopped')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'connlog;help;connections' {
            break
        }
        'connlog;help;posts' {
            break
        }
        'connlog;help;events' {
            break
        }
        'connlog;help;schema' {
            break
        }
        'connlog;help;doctor' {
            break
        }
        'connlog;help;demo' {
            break
        }
        'connlog;help;completions' {
            break
        }
        'connlog;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
