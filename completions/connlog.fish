# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_connlog_global_optspecs
    string join \n h/help from= strict keep-repeats schema= demo c/context= api-key-file= base-url= dialect= insecure-http timeout= retries= max-wait= max-body= concurrency= debug color= no-color q/quiet show-personal show-secrets V/version
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

complete -c connlog -n "__fish_connlog_needs_command" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_needs_command" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_needs_command" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_needs_command" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_needs_command" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_needs_command" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_needs_command" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_needs_command" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_needs_command" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_needs_command" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_needs_command" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_needs_command" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_needs_command" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_needs_command" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_needs_command" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_needs_command" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_needs_command" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_needs_command" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "connections" -d 'List connection events: who connected, failed to connect, or lost an account'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "posts" -d 'List publishing attempts of posts: which succeeded, which failed, and why'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "events" -d 'List entries of all kinds, newest first'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "status" -d 'Show the present state of accounts, the worst first'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "syncs" -d 'List syncs of Fivetran connections; `show` draws one sync over time'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "tail" -d 'Follow new entries, each exactly once; resumes after interruptions'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "check" -d 'Check entries against conditions: exit code for CI jobs, reports as files'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "stats" -d 'Count entries: failures, failure rates and durations, by group and over time'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "explain" -d 'Explain error codes: meaning, who must act, and what to do'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "schema" -d 'Print the JSON Schema of the records in json and ndjson output'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "doctor" -d 'Show the origin of each setting; check key, clock, quota and dialect'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "demo" -d 'Serve the demo API on a loopback port until interrupted'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "help" -d 'Print the help of a command, or the page of a topic such as exit-codes or expressions'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l event -d 'Event, such as connect_failed or sync_end' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''
alter_table\t''
api_call\t''
apply_tier_limitation\t''
change_schema_config\t''
change_schema_config_via_api\t''
change_schema_config_via_sync\t''
connect_bi_tool\t''
connection_failure\t''
connection_successful\t''
copy_rows\t''
create_connection\t''
create_connector\t''
create_destination\t''
create_file_upload_table\t''
create_schema\t''
create_staging_table\t''
create_table\t''
create_team\t''
create_user\t''
create_warehouse\t''
dbt_run_failed\t''
dbt_run_start\t''
dbt_run_succeeded\t''
delete_connection\t''
delete_connector\t''
delete_rows\t''
delete_team\t''
delete_user\t''
delete_warehouse\t''
diagnostic_access_approved\t''
diagnostic_access_ended\t''
diagnostic_access_expired\t''
diagnostic_access_granted\t''
disconnect_bi_tool\t''
dismiss_warning\t''
drop_table\t''
edit_account\t''
edit_connection\t''
edit_connector\t''
edit_destination\t''
edit_team\t''
edit_user\t''
error\t''
extract_summary\t''
force_update_connector\t''
forced_pause_connector\t''
forced_resync_connector\t''
forced_resync_table\t''
generate_api_secret\t''
import_progress\t''
info\t''
insert_rows\t''
json_value_too_long\t''
merge_rows\t''
migrate_schema_config\t''
pause_connector\t''
processed_records\t''
read_end\t''
read_start\t''
records_modified\t''
remove_file_upload_table\t''
resume_connector\t''
resync_connector\t''
resync_table\t''
schema_migration_end\t''
schema_migration_failure\t''
schema_migration_start\t''
schema_migration_success\t''
signin_warehouse\t''
signout_warehouse\t''
sql_query\t''
status\t''
sync_connection\t''
sync_end\t''
sync_start\t''
sync_stats\t''
test_connector_connection\t''
transformation_failed\t''
transformation_run_failed\t''
transformation_run_start\t''
transformation_run_succeeded\t''
transformation_runs\t''
transformation_start\t''
transformation_succeeded\t''
update_bi_tool\t''
update_rows\t''
update_state\t''
update_warehouse\t''
upload_file\t''
warning\t''
write_to_table_end\t''
write_to_table_start\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l service -d 'Service, such as postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l stage -d 'Stage: 1 to 12, or a word of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l severity -d 'Severity: ok, info, warning or failure' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l sync -d 'Id of the sync that the entry belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l group -d 'Origin, such as connector, dashboard or rest_api' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l status -d 'Outcome: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''
SUCCESSFUL\t''
FAILURE\t''
FAILURE_WITH_TASK\t''
RESCHEDULED\t''
CANCELED\t''
succeeded\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l search -d 'Text in any value of the entry, ignoring case' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l where -d 'Expression over fields, such as \'durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l since -d 'Start, inclusive, such as 90m, 3d, today or 2026-11-20' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l until -d 'End, exclusive' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s n -l limit -d 'Show the newest N entries [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l skip -d 'Skip the newest N entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l page-size -d 'Entries per request, 1 to 100 (later pages at least 3)' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s o -l output -l format -d 'Format: table, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l all -d 'Show all available entries'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s f -l follow -d 'Continue with new entries, like `connlog tail`'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l explain -d 'Show the query plan (sends one request)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l curl -d 'Print the first request as a curl command'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l post -d 'Id of the post; selects every attempt to publish it' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l action -d 'Action, such as publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l status -d 'Outcome: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''
SUCCESSFUL\t''
FAILURE\t''
FAILURE_WITH_TASK\t''
RESCHEDULED\t''
CANCELED\t''
succeeded\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l search -d 'Text in any value of the entry, ignoring case' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l where -d 'Expression over fields, such as \'durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l since -d 'Start, inclusive, such as 90m, 3d, today or 2026-11-20' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l until -d 'End, exclusive' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s n -l limit -d 'Show the newest N entries [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l skip -d 'Skip the newest N entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l page-size -d 'Entries per request, 1 to 100 (later pages at least 3)' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s o -l output -l format -d 'Format: table, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l all -d 'Show all available entries'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s f -l follow -d 'Continue with new entries, like `connlog tail`'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l explain -d 'Show the query plan (sends one request)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l curl -d 'Print the first request as a curl command'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l event -d 'Event, such as connect_failed or sync_end' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''
alter_table\t''
api_call\t''
apply_tier_limitation\t''
change_schema_config\t''
change_schema_config_via_api\t''
change_schema_config_via_sync\t''
connect_bi_tool\t''
connection_failure\t''
connection_successful\t''
copy_rows\t''
create_connection\t''
create_connector\t''
create_destination\t''
create_file_upload_table\t''
create_schema\t''
create_staging_table\t''
create_table\t''
create_team\t''
create_user\t''
create_warehouse\t''
dbt_run_failed\t''
dbt_run_start\t''
dbt_run_succeeded\t''
delete_connection\t''
delete_connector\t''
delete_rows\t''
delete_team\t''
delete_user\t''
delete_warehouse\t''
diagnostic_access_approved\t''
diagnostic_access_ended\t''
diagnostic_access_expired\t''
diagnostic_access_granted\t''
disconnect_bi_tool\t''
dismiss_warning\t''
drop_table\t''
edit_account\t''
edit_connection\t''
edit_connector\t''
edit_destination\t''
edit_team\t''
edit_user\t''
error\t''
extract_summary\t''
force_update_connector\t''
forced_pause_connector\t''
forced_resync_connector\t''
forced_resync_table\t''
generate_api_secret\t''
import_progress\t''
info\t''
insert_rows\t''
json_value_too_long\t''
merge_rows\t''
migrate_schema_config\t''
pause_connector\t''
processed_records\t''
read_end\t''
read_start\t''
records_modified\t''
remove_file_upload_table\t''
resume_connector\t''
resync_connector\t''
resync_table\t''
schema_migration_end\t''
schema_migration_failure\t''
schema_migration_start\t''
schema_migration_success\t''
signin_warehouse\t''
signout_warehouse\t''
sql_query\t''
status\t''
sync_connection\t''
sync_end\t''
sync_start\t''
sync_stats\t''
test_connector_connection\t''
transformation_failed\t''
transformation_run_failed\t''
transformation_run_start\t''
transformation_run_succeeded\t''
transformation_runs\t''
transformation_start\t''
transformation_succeeded\t''
update_bi_tool\t''
update_rows\t''
update_state\t''
update_warehouse\t''
upload_file\t''
warning\t''
write_to_table_end\t''
write_to_table_start\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l post -d 'Id of the post; selects every attempt to publish it' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l action -d 'Action, such as publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l service -d 'Service, such as postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l stage -d 'Stage: 1 to 12, or a word of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l severity -d 'Severity: ok, info, warning or failure' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l sync -d 'Id of the sync that the entry belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l group -d 'Origin, such as connector, dashboard or rest_api' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l status -d 'Outcome: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''
SUCCESSFUL\t''
FAILURE\t''
FAILURE_WITH_TASK\t''
RESCHEDULED\t''
CANCELED\t''
succeeded\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l search -d 'Text in any value of the entry, ignoring case' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l where -d 'Expression over fields, such as \'durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l since -d 'Start, inclusive, such as 90m, 3d, today or 2026-11-20' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l until -d 'End, exclusive' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s n -l limit -d 'Show the newest N entries [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l skip -d 'Skip the newest N entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l page-size -d 'Entries per request, 1 to 100 (later pages at least 3)' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s o -l output -l format -d 'Format: table, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand events" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand events" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l all -d 'Show all available entries'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s f -l follow -d 'Continue with new entries, like `connlog tail`'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l explain -d 'Show the query plan (sends one request)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l curl -d 'Print the first request as a curl command'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand status" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l account -d 'Id or name of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l state -d 'State: disconnected, failing, unknown, warning, paused or ok' -r -f -a "disconnected\t''
failing\t''
unknown\t''
warning\t''
paused\t''
ok\t''"
complete -c connlog -n "__fish_connlog_using_subcommand status" -l expires-within -d 'Token that ends within this time, such as 7d; the account is then at least a warning' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l where -d 'Expression over fields, such as \'state = failing and canPost = false\'; repeated ones must all match' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -s o -l output -l format -d 'Format: table, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand status" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand status" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand status" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand status" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand status" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand status" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand status" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand status" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand status" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand status" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l service -d 'Service, such as postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l status -d 'Outcome of the sync' -r -f -a "succeeded\t''
failed\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l sync -d 'Id of the sync' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l where -d 'Expression over fields, such as \'errors > 0 or durationMs > 1h\'; repeated ones must all match' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l since -d 'Start, inclusive, such as 90m, 3d, today or 2026-11-20' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l until -d 'End, exclusive' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s n -l limit -d 'Show the newest N syncs [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s o -l output -l format -d 'Format: table, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l all -d 'Show all syncs, each as soon as it is complete'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -f -a "show" -d 'Draw one sync over time: phases, tables and errors'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l connection -d 'Id or name of the connection, if several have a sync with this id' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s o -l output -l format -d 'Format: table, plain, json, ndjson [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l json -d 'Same as -o json' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l jq -d 'Apply this jq filter to the timeline (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l status -d 'Outcome: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''
SUCCESSFUL\t''
FAILURE\t''
FAILURE_WITH_TASK\t''
RESCHEDULED\t''
CANCELED\t''
succeeded\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l search -d 'Text in any value of the entry, ignoring case' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l where -d 'Expression over fields, such as \'durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l event -d 'Event, such as connect_failed or sync_end' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''
alter_table\t''
api_call\t''
apply_tier_limitation\t''
change_schema_config\t''
change_schema_config_via_api\t''
change_schema_config_via_sync\t''
connect_bi_tool\t''
connection_failure\t''
connection_successful\t''
copy_rows\t''
create_connection\t''
create_connector\t''
create_destination\t''
create_file_upload_table\t''
create_schema\t''
create_staging_table\t''
create_table\t''
create_team\t''
create_user\t''
create_warehouse\t''
dbt_run_failed\t''
dbt_run_start\t''
dbt_run_succeeded\t''
delete_connection\t''
delete_connector\t''
delete_rows\t''
delete_team\t''
delete_user\t''
delete_warehouse\t''
diagnostic_access_approved\t''
diagnostic_access_ended\t''
diagnostic_access_expired\t''
diagnostic_access_granted\t''
disconnect_bi_tool\t''
dismiss_warning\t''
drop_table\t''
edit_account\t''
edit_connection\t''
edit_connector\t''
edit_destination\t''
edit_team\t''
edit_user\t''
error\t''
extract_summary\t''
force_update_connector\t''
forced_pause_connector\t''
forced_resync_connector\t''
forced_resync_table\t''
generate_api_secret\t''
import_progress\t''
info\t''
insert_rows\t''
json_value_too_long\t''
merge_rows\t''
migrate_schema_config\t''
pause_connector\t''
processed_records\t''
read_end\t''
read_start\t''
records_modified\t''
remove_file_upload_table\t''
resume_connector\t''
resync_connector\t''
resync_table\t''
schema_migration_end\t''
schema_migration_failure\t''
schema_migration_start\t''
schema_migration_success\t''
signin_warehouse\t''
signout_warehouse\t''
sql_query\t''
status\t''
sync_connection\t''
sync_end\t''
sync_start\t''
sync_stats\t''
test_connector_connection\t''
transformation_failed\t''
transformation_run_failed\t''
transformation_run_start\t''
transformation_run_succeeded\t''
transformation_runs\t''
transformation_start\t''
transformation_succeeded\t''
update_bi_tool\t''
update_rows\t''
update_state\t''
update_warehouse\t''
upload_file\t''
warning\t''
write_to_table_end\t''
write_to_table_start\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l post -d 'Id of the post; selects every attempt to publish it' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l action -d 'Action, such as publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l service -d 'Service, such as postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l stage -d 'Stage: 1 to 12, or a word of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l severity -d 'Severity: ok, info, warning or failure' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l sync -d 'Id of the sync that the entry belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l group -d 'Origin, such as connector, dashboard or rest_api' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s n -l limit -d 'Print the newest N entries first' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l since -d 'Print the entries since this time first [90m, 2h30m, 3d, today, 2026-11-20T10:00, RFC 3339, Unix seconds]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l days -d 'Print the last N days first' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l resume -d 'Continue where the last run of this name ended, and save the position' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l interval -d 'Time between requests while few entries arrive [default: 5s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l settle -d 'Largest delay at which late entries are always found [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l for -d 'End after this time with exit code 0' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l count -d 'End after N entries with exit code 0' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l heartbeat -d 'Emit {"type":"heartbeat",...} records between entries (ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec -d 'Run this command without a shell for each entry, with the record as a JSON line on stdin' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-parallel -d 'Parallel commands, 1 to 256 [default: 1]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-env -d 'Pass this secret environment variable to the command; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-on-error -d 'After a failed command: stop (exit code 1), retry (3 times, then stop with --resume, else skip) or skip (with a warning) [default: retry]' -r -f -a "stop\t''
retry\t''
skip\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s o -l output -l format -d 'Format: line, plain, json, ndjson, csv, tsv, md, table [default: line, in pipes ndjson]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l allow-gaps -d 'Report lost entries, but do not exit with an error'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l control -d 'Emit {"type":"gap",...} records between entries (ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-shell -d 'Run the command with a shell'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-failures -d 'Allow up to N failures [default: 0, without another condition]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-failure-rate -d 'Allow this share of failures, such as 2% or 0.5%' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l no-success-for -d 'Require a successful sync of each Fivetran connection in this time, such as 24h (with --from)' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-schema-changes -d 'Allow up to N schema changes of Fivetran connections (with --from)' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l min-records -d 'Require at least N records; 0 also accepts an empty window' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l fail-on -d 'Condition for a failure, such as \'durationMs > 30s\' [default: status = failed]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l by -d 'Check each group of these fields, such as platform,account' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l baseline -d 'Read known failures from this file' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l write-baseline -d 'Write known and current failures to this file' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l status -d 'Outcome: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''
SUCCESSFUL\t''
FAILURE\t''
FAILURE_WITH_TASK\t''
RESCHEDULED\t''
CANCELED\t''
succeeded\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l search -d 'Text in any value of the entry, ignoring case' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l where -d 'Expression over fields, such as \'durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l event -d 'Event, such as connect_failed or sync_end' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''
alter_table\t''
api_call\t''
apply_tier_limitation\t''
change_schema_config\t''
change_schema_config_via_api\t''
change_schema_config_via_sync\t''
connect_bi_tool\t''
connection_failure\t''
connection_successful\t''
copy_rows\t''
create_connection\t''
create_connector\t''
create_destination\t''
create_file_upload_table\t''
create_schema\t''
create_staging_table\t''
create_table\t''
create_team\t''
create_user\t''
create_warehouse\t''
dbt_run_failed\t''
dbt_run_start\t''
dbt_run_succeeded\t''
delete_connection\t''
delete_connector\t''
delete_rows\t''
delete_team\t''
delete_user\t''
delete_warehouse\t''
diagnostic_access_approved\t''
diagnostic_access_ended\t''
diagnostic_access_expired\t''
diagnostic_access_granted\t''
disconnect_bi_tool\t''
dismiss_warning\t''
drop_table\t''
edit_account\t''
edit_connection\t''
edit_connector\t''
edit_destination\t''
edit_team\t''
edit_user\t''
error\t''
extract_summary\t''
force_update_connector\t''
forced_pause_connector\t''
forced_resync_connector\t''
forced_resync_table\t''
generate_api_secret\t''
import_progress\t''
info\t''
insert_rows\t''
json_value_too_long\t''
merge_rows\t''
migrate_schema_config\t''
pause_connector\t''
processed_records\t''
read_end\t''
read_start\t''
records_modified\t''
remove_file_upload_table\t''
resume_connector\t''
resync_connector\t''
resync_table\t''
schema_migration_end\t''
schema_migration_failure\t''
schema_migration_start\t''
schema_migration_success\t''
signin_warehouse\t''
signout_warehouse\t''
sql_query\t''
status\t''
sync_connection\t''
sync_end\t''
sync_start\t''
sync_stats\t''
test_connector_connection\t''
transformation_failed\t''
transformation_run_failed\t''
transformation_run_start\t''
transformation_run_succeeded\t''
transformation_runs\t''
transformation_start\t''
transformation_succeeded\t''
update_bi_tool\t''
update_rows\t''
update_state\t''
update_warehouse\t''
upload_file\t''
warning\t''
write_to_table_end\t''
write_to_table_start\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l post -d 'Id of the post; selects every attempt to publish it' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l action -d 'Action, such as publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l service -d 'Service, such as postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l stage -d 'Stage: 1 to 12, or a word of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l severity -d 'Severity: ok, info, warning or failure' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l sync -d 'Id of the sync that the entry belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l group -d 'Origin, such as connector, dashboard or rest_api' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l since -d 'Start, inclusive, such as 90m, 3d, today or 2026-11-20' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l until -d 'End, exclusive' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -s o -l output -l format -d 'Output format [env: CONNLOG_OUTPUT] [default: table on a terminal, else plain]' -r -f -a "table\t'text that fits the terminal'
plain\t'text without truncation, with full times'
json\t'the verdict as one object'
ndjson\t'the verdict on one line'"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l jq -d 'Apply this jq filter to the verdict (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l report -d 'Also write a report, such as junit=connlog.xml; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l report-path -d 'File in the repository that reports attach failures to' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l unresolved -d 'Count only failures without a later success of the same account'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l allow-partial -d 'Decide even if some entries could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l warn-only -d 'Report a failed check as a warning and exit with 0'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l exit-zero -d 'Exit with 0 instead of 10 and 11'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l new-only -d 'Count only failures that are not in the baseline'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l json -d 'Same as -o json'
complete -c connlog -n "__fish_connlog_using_subcommand check" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand check" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand check" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l by -d 'Group by these fields [default: platform; for syncs connectionName; also the kind if there are several]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l every -d 'Also group by time, in the zone of --tz [1m, 15m, 1h, 6h, 1d, 1w]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l top -d 'Show only the N groups with the most failures' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l event -d 'Event, such as connect_failed or sync_end' -r -f -a "connect_success\t''
connect_failed\t''
disconnect\t''
reconnect_success\t''
reconnect_failed\t''
alter_table\t''
api_call\t''
apply_tier_limitation\t''
change_schema_config\t''
change_schema_config_via_api\t''
change_schema_config_via_sync\t''
connect_bi_tool\t''
connection_failure\t''
connection_successful\t''
copy_rows\t''
create_connection\t''
create_connector\t''
create_destination\t''
create_file_upload_table\t''
create_schema\t''
create_staging_table\t''
create_table\t''
create_team\t''
create_user\t''
create_warehouse\t''
dbt_run_failed\t''
dbt_run_start\t''
dbt_run_succeeded\t''
delete_connection\t''
delete_connector\t''
delete_rows\t''
delete_team\t''
delete_user\t''
delete_warehouse\t''
diagnostic_access_approved\t''
diagnostic_access_ended\t''
diagnostic_access_expired\t''
diagnostic_access_granted\t''
disconnect_bi_tool\t''
dismiss_warning\t''
drop_table\t''
edit_account\t''
edit_connection\t''
edit_connector\t''
edit_destination\t''
edit_team\t''
edit_user\t''
error\t''
extract_summary\t''
force_update_connector\t''
forced_pause_connector\t''
forced_resync_connector\t''
forced_resync_table\t''
generate_api_secret\t''
import_progress\t''
info\t''
insert_rows\t''
json_value_too_long\t''
merge_rows\t''
migrate_schema_config\t''
pause_connector\t''
processed_records\t''
read_end\t''
read_start\t''
records_modified\t''
remove_file_upload_table\t''
resume_connector\t''
resync_connector\t''
resync_table\t''
schema_migration_end\t''
schema_migration_failure\t''
schema_migration_start\t''
schema_migration_success\t''
signin_warehouse\t''
signout_warehouse\t''
sql_query\t''
status\t''
sync_connection\t''
sync_end\t''
sync_start\t''
sync_stats\t''
test_connector_connection\t''
transformation_failed\t''
transformation_run_failed\t''
transformation_run_start\t''
transformation_run_succeeded\t''
transformation_runs\t''
transformation_start\t''
transformation_succeeded\t''
update_bi_tool\t''
update_rows\t''
update_state\t''
update_warehouse\t''
upload_file\t''
warning\t''
write_to_table_end\t''
write_to_table_start\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l post -d 'Id of the post; selects every attempt to publish it' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l action -d 'Action, such as publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l service -d 'Service, such as postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l stage -d 'Stage: 1 to 12, or a word of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l severity -d 'Severity: ok, info, warning or failure' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l sync -d 'Id of the sync that the entry belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l group -d 'Origin, such as connector, dashboard or rest_api' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l platform -d 'Platform, such as instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
shopify\t''
wordpress\t''
wix\t''
linkedinads\t''
metaads\t''
pinterestads\t''
tiktokads\t''
xads\t''
googleads\t''
openaiads\t''
redditads\t''
sms\t''
phone\t''
rcs\t''
whopads\t''
google\t''
microsoft\t''
hubspot\t''
webflow\t''
googleanalytics\t''
imessage\t''
tiktokshop\t''
microsoftads\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l status -d 'Outcome: success, failed, pending or skipped' -r -f -a "success\t''
failed\t''
pending\t''
skipped\t''
SUCCESSFUL\t''
FAILURE\t''
FAILURE_WITH_TASK\t''
RESCHEDULED\t''
CANCELED\t''
succeeded\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l account -d 'Id of the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l profile -d 'Id of the profile that owns the account' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l search -d 'Text in any value of the entry, ignoring case' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l where -d 'Expression over fields, such as \'durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l since -d 'Start, inclusive, such as 90m, 3d, today or 2026-11-20' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l until -d 'End, exclusive' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l tz -d 'Time zone: an IANA name, local or utc [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s o -l output -l format -d 'Format: table, line, plain, json, ndjson, csv, tsv, md [default: table, in pipes plain]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line for each entry'
plain\t'tabs between columns, without header and cuts'
json\t'one JSON array'
ndjson\t'one JSON object on each line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l json -d 'Same as -o json, with only these fields if given' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l fields -d 'Print these fields in this order, such as id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l jq -d 'Apply this jq filter to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l out -d 'Write to this file; `-` is stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l any-value -d 'Accept unknown values and fields'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l csv-safe -d 'Prefix formulas with an apostrophe (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l raw -d 'Print entries byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s o -l output -l format -d 'Output format; json is an array' -r -f -a "text\t''
json\t''"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l list -d 'List the known values of a filter' -r -f -a "events\t''
statuses\t''
platforms\t''
actions\t''"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l json -d 'Same as -o json'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l json -d 'Print the report as a JSON array'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l port -d 'Port on 127.0.0.1; 0 selects a free port' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l seed -d 'Seed of the generated entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l entries -d 'Number of entries of each kind' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l days -d 'Age of the oldest entries in days, 1 to 90' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l serves -d 'Dialects: both, late, zernio, or older (the API before February 2026)' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l latency -d 'Delay of every response' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l late -d 'Maximum delay of late entries (one entry in ten)' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l rate-limit -d 'Requests allowed in any 60 seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l fault -d 'Injected fault, see below; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l from -d 'Read files, stdin (`-`) or a database' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l schema -d 'With a database: the schema [default: detected]' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -s c -l context -d 'Context of the configuration file' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l api-key-file -d 'File with the API key; `-` is stdin' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand help" -l base-url -d 'Base URL of the API, without `/v1`' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l dialect -d 'API version: auto, late or zernio [default: auto]' -r -f -a "auto\t'Detect from the first response'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand help" -l timeout -d 'Time limit of one request [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l retries -d 'Retry a failed request up to N times [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l max-wait -d 'Total time to wait for rate limits [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l max-body -d 'Maximum size of a response [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l concurrency -d 'Parallel requests, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand help" -l color -d 'When to use colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand help" -l strict -d 'With --from: exit with 8 if a value is invalid'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l keep-repeats -d 'With --from: keep repeated entries'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l demo -d 'Use the built-in demo API (no key, no network)'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l insecure-http -d 'Allow plain http to other hosts (exposes the key)'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l debug -d 'Print requests and responses, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l show-personal -d 'Show e-mail addresses and user names'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l show-secrets -d 'Show passwords, tokens and keys in entries'
complete -c connlog -n "__fish_connlog_using_subcommand help" -s h -l help -d 'Print help (-h: short, connlog help COMMAND: long)'
complete -c connlog -n "__fish_connlog_using_subcommand help" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand help" -s q -l quiet -d 'Print errors and warnings only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand help" -s V -l version -d 'Print version'
