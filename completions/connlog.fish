# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_connlog_global_optspecs
    string join \n from= strict demo c/context= api-key-file= base-url= dialect= insecure-http timeout= retries= max-wait= concurrency= debug color= no-color q/quiet h/help V/version
end

function __fish_connlog_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_connlog_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_connlog_using_subcommand
    set -l cmd (__fish_connlog_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c connlog -n "__fish_connlog_needs_command" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_needs_command" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_needs_command" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_needs_command" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_needs_command" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_needs_command" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_needs_command" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_needs_command" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_needs_command" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_needs_command" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_needs_command" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "connections" -d 'Account connection events: who connected, failed to, or lost an account'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "posts" -d 'Post publishing attempts: what went out, what failed, and why'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "events" -d 'Entries of every kind in one list, from files'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "schema" -d 'Print the JSON Schema of the records that json and ndjson show'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "doctor" -d 'Show where each setting comes from; check key, clock, quota and dialect'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "demo" -d 'Serve the demo API on a loopback port until stopped'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l event -d 'What happened, like connect_failed or disconnect' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l platform -d 'Social platform, like instagram or linkedin,tiktok' -r -f -a "tiktok\t''
instagram\t''
facebook\t''
youtube\t''
linkedin\t''
twitter\t''
threads\t''
pinterest\t''
reddit\t''
bluesky\t''
googlebusiness\t''
telegram\t''
snapchat\t''
whatsapp\t''
discord\t''
slack\t''
shopify\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l profile -d 'Id of the profile the account belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l search -d 'Text in any value of the entry, upper or lower case alike' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l where -d 'Expression over the fields, like \'error.code ~ token and durationMs > 30s\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l since -d 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l until -d 'End, not included; same forms' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s n -l limit -d 'At most N entries, the newest [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l skip -d 'Skip the newest N entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l page-size -d 'Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l all -d 'All entries that the API still has'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l explain -d 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l curl -d 'Print the first request as a curl command, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l post -d 'Id of the post: every attempt at publishing it' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l action -d 'What was attempted, like publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l platform -d 'Social platform, like instagram or linkedin,tiktok' -r -f -a "tiktok\t''
instagram\t''
facebook\t''
youtube\t''
linkedin\t''
twitter\t''
threads\t''
pinterest\t''
reddit\t''
bluesky\t''
googlebusiness\t''
telegram\t''
snapchat\t''
whatsapp\t''
discord\t''
slack\t''
shopify\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l profile -d 'Id of the profile the account belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l search -d 'Text in any value of the entry, upper or lower case alike' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l where -d 'Expression over the fields, like \'error.code ~ token and durationMs > 30s\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l since -d 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l until -d 'End, not included; same forms' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s n -l limit -d 'At most N entries, the newest [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l skip -d 'Skip the newest N entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l page-size -d 'Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l all -d 'All entries that the API still has'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l explain -d 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l curl -d 'Print the first request as a curl command, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l event -d 'What happened, like connect_failed or disconnect' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l post -d 'Id of the post: every attempt at publishing it' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l action -d 'What was attempted, like publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l platform -d 'Social platform, like instagram or linkedin,tiktok' -r -f -a "tiktok\t''
instagram\t''
facebook\t''
youtube\t''
linkedin\t''
twitter\t''
threads\t''
pinterest\t''
reddit\t''
bluesky\t''
googlebusiness\t''
telegram\t''
snapchat\t''
whatsapp\t''
discord\t''
slack\t''
shopify\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l profile -d 'Id of the profile the account belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l search -d 'Text in any value of the entry, upper or lower case alike' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l where -d 'Expression over the fields, like \'error.code ~ token and durationMs > 30s\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l since -d 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l until -d 'End, not included; same forms' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s n -l limit -d 'At most N entries, the newest [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l skip -d 'Skip the newest N entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l page-size -d 'Entries per request, 1 to 100; from the second request on at least 3, since neighbours share two' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand events" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand events" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l all -d 'All entries that the API still has'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l explain -d 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l curl -d 'Print the first request as a curl command, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l json -d 'The report as one JSON array'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l port -d 'Port on 127.0.0.1; 0 takes a free one' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l seed -d 'Seed of the made-up entries: the same seed, the same entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l entries -d 'Entries of each kind that exist at any time' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l days -d 'Days the entries reach back, 1 to 90' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l serves -d 'Dialects served: both, late, zernio; or older, the API of before February 2026' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l latency -d 'Wait before every answer' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l rate-limit -d 'Requests allowed in any 60 seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l fault -d 'Something that goes wrong, see below; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "connections" -d 'Account connection events: who connected, failed to, or lost an account'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "posts" -d 'Post publishing attempts: what went out, what failed, and why'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "events" -d 'Entries of every kind in one list, from files'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "schema" -d 'Print the JSON Schema of the records that json and ndjson show'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "doctor" -d 'Show where each setting comes from; check key, clock, quota and dialect'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "demo" -d 'Serve the demo API on a loopback port until stopped'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events schema doctor demo completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
