# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_connlog_global_optspecs
    string join \n from= strict keep-repeats schema= demo c/context= api-key-file= base-url= dialect= insecure-http timeout= retries= max-wait= max-body= concurrency= debug color= no-color q/quiet show-personal show-secrets h/help V/version
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

complete -c connlog -n "__fish_connlog_needs_command" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_needs_command" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_needs_command" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_needs_command" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_needs_command" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_needs_command" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_needs_command" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_needs_command" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_needs_command" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_needs_command" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_needs_command" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_needs_command" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_needs_command" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_needs_command" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_needs_command" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_needs_command" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "connections" -d 'Account connection events: who connected, failed to, or lost an account'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "posts" -d 'Post publishing attempts: what went out, what failed, and why'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "events" -d 'Entries of every kind in one list, newest first'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "syncs" -d 'Runs of Fivetran\'s connections, one row a sync; one of them over time with `show`'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "tail" -d 'New entries as they happen, none lost, none twice; goes on after any interruption'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "check" -d 'Judge what was logged: a verdict as exit code for CI jobs, reports as files'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "stats" -d 'Count entries: failures, failure rates and durations, by group and over time'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "explain" -d 'Say what an error code means, whose side it is on, and what to do'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "schema" -d 'Print the JSON Schema of the records that json and ndjson show'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "doctor" -d 'Show where each setting comes from; check key, clock, quota and dialect'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "demo" -d 'Serve the demo API on a loopback port until stopped'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c connlog -n "__fish_connlog_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l event -d 'What happened, like connect_failed or disconnect; with Fivetran like sync_end' -r -f -a "connect_success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l service -d 'The service it reads, like postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l stage -d 'Stage of a connection\'s life: 1 to 12, or words of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l severity -d 'How bad it is: ok, info, warning or failure; of Late\'s entries, as they ended' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l sync -d 'Id of the sync it is part of' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l group -d 'Who writes such events, like connector or audit_trail' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
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
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
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
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l all -d 'All entries that the API still has'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s f -l follow -d 'Go on with new entries as they happen: `connlog tail` with this kind and these filters'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l explain -d 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l curl -d 'Print the first request as a curl command, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand connections" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
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
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
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
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l all -d 'All entries that the API still has'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s f -l follow -d 'Go on with new entries as they happen: `connlog tail` with this kind and these filters'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l explain -d 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l curl -d 'Print the first request as a curl command, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand posts" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l event -d 'What happened, like connect_failed or disconnect; with Fivetran like sync_end' -r -f -a "connect_success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand events" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l service -d 'The service it reads, like postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l stage -d 'Stage of a connection\'s life: 1 to 12, or words of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l severity -d 'How bad it is: ok, info, warning or failure; of Late\'s entries, as they ended' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l sync -d 'Id of the sync it is part of' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l group -d 'Who writes such events, like connector or audit_trail' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
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
complete -c connlog -n "__fish_connlog_using_subcommand events" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand events" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
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
complete -c connlog -n "__fish_connlog_using_subcommand events" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand events" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand events" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand events" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l all -d 'All entries that the API still has'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s f -l follow -d 'Go on with new entries as they happen: `connlog tail` with this kind and these filters'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l explain -d 'Say what would be asked, who filters what, and how many requests it takes; asks for one entry to find out'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l curl -d 'Print the first request as a curl command, without the key'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand events" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand events" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l service -d 'The service it reads, like postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l status -d 'How it ended, or that it is open' -r -f -a "succeeded\t''
failed\t''
cancelled\t''
rescheduled\t''
priority-first\t''
open\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l sync -d 'Id of the sync' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l where -d 'Expression over the fields, like \'errors > 0 or durationMs > 1h\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l since -d 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l until -d 'End, not included; same forms' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s n -l limit -d 'At most N syncs, those that started last [default: 50]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l all -d 'All syncs, each as soon as it is complete'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and not __fish_seen_subcommand_from show" -f -a "show" -d 'One sync over time: its phases, the tables it wrote, what went wrong'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l connection -d 'Id or name of the connection, where several have a sync of this id' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l tz -d 'Time zone of the output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand syncs; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l platform -d 'Social platform, like instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l profile -d 'Id of the profile the account belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l search -d 'Text in any value of the entry, upper or lower case alike' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l where -d 'Expression over the fields, like \'error.code ~ token and durationMs > 30s\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l event -d 'What happened, like connect_failed or disconnect; with Fivetran like sync_end' -r -f -a "connect_success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l service -d 'The service it reads, like postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l stage -d 'Stage of a connection\'s life: 1 to 12, or words of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l severity -d 'How bad it is: ok, info, warning or failure; of Late\'s entries, as they ended' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l sync -d 'Id of the sync it is part of' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l group -d 'Who writes such events, like connector or audit_trail' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l post -d 'Id of the post: every attempt at publishing it' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l action -d 'What was attempted, like publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s n -l limit -d 'The newest N entries first, then new ones; 0 for new ones alone' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l since -d 'Everything from here on first: 90m or 2h30m ago, 3d, today, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l days -d 'The last N days first' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l resume -d 'Go on where the last run of this name ended, and remember how far this one comes' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l interval -d 'Ask again after this long when there is little news [default: 5s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l settle -d 'How much later than its own time an entry may appear and be found for certain [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l for -d 'End after this long, with exit code 0' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l count -d 'End after N entries, with exit code 0' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l heartbeat -d 'Tell of life among the entries, as {"type":"heartbeat",...} (ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec -d 'Run this for each entry, with the record as one line of JSON on its stdin; split into words, no shell' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-parallel -d 'Run at most N of them at once, 1 to 256 [default: 1]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-env -d 'Pass this environment variable on to the command, though it holds a key or a password; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-on-error -d 'What to do where a command fails: stop with exit code 1; retry it 3 times, then stop with --resume and skip without; skip the entry with a warning [default: retry]' -r -f -a "stop\t''
retry\t''
skip\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l allow-gaps -d 'Entries that are lost for good are told, and are no failure'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l control -d 'Tell of gaps among the entries too, as {"type":"gap",...} (ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l exec-shell -d 'Give the command to a shell'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand tail" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-failures -d 'At most N failures [default: 0, unless there is another condition of this kind]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-failure-rate -d 'At most this share of the records, like 2% or 0.5%' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l no-success-for -d 'Each of Fivetran\'s connections has a sync that succeeded in this time, like 24h (with --from)' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-schema-changes -d 'At most N changes of schemas: tables created, altered, dropped, settings changed (with --from)' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l min-records -d 'No verdict with fewer records than this; 0 lets a quiet night pass' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l fail-on -d 'What counts as a failure, in place of `status = failed`, like \'error.code = oauth_denied or durationMs > 30s\'' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l by -d 'Group by these fields, like platform,account; the conditions hold for each group' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l baseline -d 'Failures that are known, as --write-baseline wrote them' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l write-baseline -d 'Write the baseline\'s failures and those that count now' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l platform -d 'Social platform, like instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand check" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand check" -l profile -d 'Id of the profile the account belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l search -d 'Text in any value of the entry, upper or lower case alike' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l where -d 'Expression over the fields, like \'error.code ~ token and durationMs > 30s\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l event -d 'What happened, like connect_failed or disconnect; with Fivetran like sync_end' -r -f -a "connect_success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand check" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l service -d 'The service it reads, like postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l stage -d 'Stage of a connection\'s life: 1 to 12, or words of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l severity -d 'How bad it is: ok, info, warning or failure; of Late\'s entries, as they ended' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l sync -d 'Id of the sync it is part of' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l group -d 'Who writes such events, like connector or audit_trail' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l post -d 'Id of the post: every attempt at publishing it' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l action -d 'What was attempted, like publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l since -d 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l until -d 'End, not included; same forms' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -s o -l output -l format -d 'Format; without it text, as on a terminal (table) or as in a log (plain) [env: CONNLOG_OUTPUT]' -r -f -a "table\t'text that fits the terminal'
plain\t'text that is not cut, times in full'
json\t'the verdict as one object'
ndjson\t'the same on one line'"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l jq -d 'Filter in the jq language, applied to the verdict (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l report -d 'Write a report too, like junit=connlog.xml; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l report-path -d 'The file of the repository that reports pin failures to' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand check" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand check" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand check" -l unresolved -d 'Count only failures that no later success of the same account has healed'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l allow-partial -d 'Decide even if some entries could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l warn-only -d 'Print a failed check as a warning, and exit with 0'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l exit-zero -d 'Exit with 0 instead of 10 and 11'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l new-only -d 'Count only failures that the baseline lacks'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l json -d 'Same as -o json'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand check" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand check" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand check" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l by -d 'Fields whose values make a group [default: platform, of syncs connectionName; the kind is added where there are several]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l every -d 'Count in buckets of time too: 1m, 15m, 1h, 6h, 1d, 1w; they follow the clock of --tz' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l top -d 'Show only the N groups with the most failures' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l event -d 'What happened, like connect_failed or disconnect; with Fivetran like sync_end' -r -f -a "connect_success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l connection -d 'Id or name of the connection' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l service -d 'The service it reads, like postgres or facebook_ads' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l stage -d 'Stage of a connection\'s life: 1 to 12, or words of its title, like broken' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l severity -d 'How bad it is: ok, info, warning or failure; of Late\'s entries, as they ended' -r -f -a "ok\t''
info\t''
warning\t''
failure\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l sync -d 'Id of the sync it is part of' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l group -d 'Who writes such events, like connector or audit_trail' -r -f -a "connector\t''
dashboard\t''
rest_api\t''
audit_trail\t''
transformation\t''
unknown\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l post -d 'Id of the post: every attempt at publishing it' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l action -d 'What was attempted, like publish, retry or media_upload' -r -f -a "publish\t''
retry\t''
media_upload\t''
rate_limit_pause\t''
token_refresh\t''
cancelled\t''
post.published\t''
post.failed\t''
post.partial\t''
post.cancelled\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l platform -d 'Social platform, like instagram or linkedin,tiktok' -r -f -a "tiktok\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l status -d 'How it ended: success, failed, pending or skipped' -r -f -a "success\t''
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
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l profile -d 'Id of the profile the account belongs to' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l search -d 'Text in any value of the entry, upper or lower case alike' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l where -d 'Expression over the fields, like \'error.code ~ token and durationMs > 30s\'; several must all be true' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l since -d 'Start, included: 90m or 2h30m ago, 3d, today, yesterday, 2026-11-20, 2026-11-20T10:00, RFC 3339, Unix seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l until -d 'End, not included; same forms' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l days -d 'The last N days' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l tz -d 'Time zone of input and output: an IANA name, local or utc [env: CONNLOG_TZ] [default: utc]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s o -l output -l format -d 'Format; without it `table` on a terminal, else `plain`; of tail `line`, else `ndjson` [env: CONNLOG_OUTPUT]' -r -f -a "table\t'aligned columns that fit the terminal'
line\t'one coloured line an entry, of any kind'
plain\t'tabs between columns, no header, nothing cut'
json\t'one JSON array'
ndjson\t'one JSON object a line'
csv\t'comma-separated values with a header'
tsv\t'tab-separated values with a header'
md\t'a Markdown table'"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l json -d 'Same as -o json; --json=id,error.code prints these fields only' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l fields -d 'Fields to print, in this order, like id,error.code' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l jq -d 'Filter in the jq language, applied to each entry (json and ndjson)' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l out -d 'Write to this file, `-` for stdout' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l any-value -d 'Accept values and fields that connlog does not know'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l utc -d 'Same as --tz utc'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l raw -d 'Each entry as the API sent it, byte for byte (json and ndjson)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l csv-safe -d 'Put an apostrophe before cells that a spreadsheet would read as a formula (csv and tsv)'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand stats" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s o -l output -l format -d 'Text for people, or JSON: an array of objects' -r -f -a "text\t''
json\t''"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l json -d 'Same as -o json'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand explain" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand schema" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l json -d 'The report as one JSON array'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l port -d 'Port on 127.0.0.1; 0 takes a free one' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l seed -d 'Seed of the made-up entries: the same seed, the same entries' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l entries -d 'Entries of each kind that exist at any time' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l days -d 'Days the entries reach back, 1 to 90' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l serves -d 'Dialects served: both, late, zernio; or older, the API of before February 2026' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l latency -d 'Wait before every answer' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l late -d 'Let one entry in ten appear late, by up to this long' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l rate-limit -d 'Requests allowed in any 60 seconds' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l fault -d 'Something that goes wrong, see below; may be repeated' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand demo" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l from -d 'Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or Fivetran\'s tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l schema -d 'With a database: the schema of Fivetran\'s tables [default: the one that has them]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s c -l context -d 'Use this context of the configuration file [env: CONNLOG_CONTEXT]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l api-key-file -d 'Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]' -r -F
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l base-url -d 'Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL] [default: https://zernio.com/api]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l dialect -d 'Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]' -r -f -a "auto\t'Find out from the first answer'
late\t'The routes from before the rename: /v1/connections/logs, /v1/posts/logs'
zernio\t'The present route: /v1/logs'"
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l timeout -d 'Give up on a request after this long [default: 30s]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l retries -d 'Repeat a failed request at most this often; 0 never [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l max-wait -d 'Wait at most this long in all where the API limits the rate; 0s never [default: 2m]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l max-body -d 'Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l concurrency -d 'Keep at most this many requests in flight, 1 to 64 [default: 4]' -r
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l color -d 'When to colour [env: CONNLOG_COLOR, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR, CLICOLOR] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l strict -d 'With --from: look at every value, and exit with 8 if one could not be read'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l keep-repeats -d 'With --from: keep entries that come again. Without it, the same event, time, ids and data count once'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l demo -d 'Ask the built-in demo API on loopback: no key, no network'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l insecure-http -d 'Allow plain http to hosts other than this machine: the key then travels readable'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l debug -d 'Show each request and its answer on stderr, never the key'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l no-color -d 'Same as --color=never'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s q -l quiet -d 'Errors only, no notes'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l show-personal -d 'Show e-mail addresses and names of users; pseudonyms stand in their place otherwise'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -l show-secrets -d 'Show passwords, tokens and keys that entries hold'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c connlog -n "__fish_connlog_using_subcommand completions" -s V -l version -d 'Print version'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "connections" -d 'Account connection events: who connected, failed to, or lost an account'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "posts" -d 'Post publishing attempts: what went out, what failed, and why'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "events" -d 'Entries of every kind in one list, newest first'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "syncs" -d 'Runs of Fivetran\'s connections, one row a sync; one of them over time with `show`'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "tail" -d 'New entries as they happen, none lost, none twice; goes on after any interruption'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "check" -d 'Judge what was logged: a verdict as exit code for CI jobs, reports as files'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "stats" -d 'Count entries: failures, failure rates and durations, by group and over time'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "explain" -d 'Say what an error code means, whose side it is on, and what to do'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "schema" -d 'Print the JSON Schema of the records that json and ndjson show'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "doctor" -d 'Show where each setting comes from; check key, clock, quota and dialect'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "demo" -d 'Serve the demo API on a loopback port until stopped'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c connlog -n "__fish_connlog_using_subcommand help; and not __fish_seen_subcommand_from connections posts events syncs tail check stats explain schema doctor demo completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c connlog -n "__fish_connlog_using_subcommand help; and __fish_seen_subcommand_from syncs" -f -a "show" -d 'One sync over time: its phases, the tables it wrote, what went wrong'
