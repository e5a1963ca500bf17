_connlog() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="connlog"
                ;;
            connlog,archive)
                cmd="connlog__subcmd__archive"
                ;;
            connlog,check)
                cmd="connlog__subcmd__check"
                ;;
            connlog,completions)
                cmd="connlog__subcmd__completions"
                ;;
            connlog,config)
                cmd="connlog__subcmd__config"
                ;;
            connlog,connections)
                cmd="connlog__subcmd__connections"
                ;;
            connlog,demo)
                cmd="connlog__subcmd__demo"
                ;;
            connlog,doctor)
                cmd="connlog__subcmd__doctor"
                ;;
            connlog,events)
                cmd="connlog__subcmd__events"
                ;;
            connlog,explain)
                cmd="connlog__subcmd__explain"
                ;;
            connlog,help)
                cmd="connlog__subcmd__help"
                ;;
            connlog,messages)
                cmd="connlog__subcmd__messages"
                ;;
            connlog,posts)
                cmd="connlog__subcmd__posts"
                ;;
            connlog,requests)
                cmd="connlog__subcmd__requests"
                ;;
            connlog,schema)
                cmd="connlog__subcmd__schema"
                ;;
            connlog,stats)
                cmd="connlog__subcmd__stats"
                ;;
            connlog,status)
                cmd="connlog__subcmd__status"
                ;;
            connlog,summary)
                cmd="connlog__subcmd__summary"
                ;;
            connlog,syncs)
                cmd="connlog__subcmd__syncs"
                ;;
            connlog,tail)
                cmd="connlog__subcmd__tail"
                ;;
            connlog,webhooks)
                cmd="connlog__subcmd__webhooks"
                ;;
            connlog,why)
                cmd="connlog__subcmd__why"
                ;;
            connlog,workflows)
                cmd="connlog__subcmd__workflows"
                ;;
            connlog__subcmd__config,edit)
                cmd="connlog__subcmd__config__subcmd__edit"
                ;;
            connlog__subcmd__config,list)
                cmd="connlog__subcmd__config__subcmd__list"
                ;;
            connlog__subcmd__config,path)
                cmd="connlog__subcmd__config__subcmd__path"
                ;;
            connlog__subcmd__config,set)
                cmd="connlog__subcmd__config__subcmd__set"
                ;;
            connlog__subcmd__config,use)
                cmd="connlog__subcmd__config__subcmd__use"
                ;;
            connlog__subcmd__posts,show)
                cmd="connlog__subcmd__posts__subcmd__show"
                ;;
            connlog__subcmd__syncs,show)
                cmd="connlog__subcmd__syncs__subcmd__show"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        connlog)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events summary status why syncs tail check stats archive explain schema doctor config demo completions help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__archive)
            opts="-f -h -c -q -V --into --follow --interval --dry-run --check --prune-before --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --into)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prune-before)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__check)
            opts="-o -r -h -c -q -V --max-failures --max-failure-rate --no-success-for --expires-within --max-schema-changes --min-records --count --fail-on --by --unresolved --allow-partial --warn-only --exit-zero --undecided --baseline --new-only --write-baseline --platform --status --account --profile --search --where --any-value --event --post --action --status-code --webhook --key --request --include-read-receipts --connection --service --stage --severity --sync --group --since --until --days --tz --utc --format --output --json --jq --raw-text --out --report --report-path --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events syncs status"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --max-failures)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-failure-rate)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --no-success-for)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --expires-within)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-schema-changes)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --min-records)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -W "entries posts" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --by)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --undecided)
                    COMPREPLY=($(compgen -W "pass fail error" -- "${cur}"))
                    return 0
                    ;;
                --baseline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --write-baseline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --post)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --webhook)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --severity)
                    COMPREPLY=($(compgen -W "ok info warning failure" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -W "connector dashboard rest_api audit_trail transformation unknown" -- "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table plain json ndjson" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table plain json ndjson" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table plain json ndjson" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --report)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --report-path)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__completions)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__config)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version path list use set edit"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__config__subcmd__edit)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__config__subcmd__list)
            opts="-h -c -q -V --json --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__config__subcmd__path)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__config__subcmd__set)
            opts="-h -c -q -V --stdin --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__config__subcmd__use)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__connections)
            opts="-n -A -B -C -o -r -f -h -c -q -V --event --request --connection --service --stage --severity --sync --group --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --severity)
                    COMPREPLY=($(compgen -W "ok info warning failure" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -W "connector dashboard rest_api audit_trail transformation unknown" -- "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__demo)
            opts="-h -c -q -V --port --seed --entries --days --serves --latency --late --connections --rate-limit --fault --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --seed)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --entries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --serves)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --latency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --late)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connections)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --rate-limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fault)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__doctor)
            opts="-h -c -q -V --json --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__events)
            opts="-n -A -B -C -o -r -f -h -c -q -V --event --post --action --status-code --webhook --key --request --include-read-receipts --connection --service --stage --severity --sync --group --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events status"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --post)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --webhook)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --severity)
                    COMPREPLY=($(compgen -W "ok info warning failure" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -W "connector dashboard rest_api audit_trail transformation unknown" -- "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__explain)
            opts="-o -h -c -q -V --format --output --json --list --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version oauth_denied google_ads_auth_failed connection_cancelled session_expired invalid_callback invalid_state token_exchange_failed code_already_redeemed connection_failed internal_error unsupported_platform invalid_request byok_config_error google_ads_config_error google_ads_quota_exhausted tiktok_ads_account_not_found shopify_invalid_hmac shopify_invalid_shop shopify_missing_scopes personal_account_not_supported missing_google_permissions missing_tiktok_permissions google_permission_denied platform_requires_destination reconnect_account_mismatch instagram_login_method_mismatch profile_not_found invalid_profile_id access_denied account_limit_exceeded profile_limit_exceeded payment_required no_facebook_pages facebook_pages_error no_google_locations google_locations_error no_snapchat_public_profiles snapchat_profiles_error discord_no_guild slack_no_team whatsapp_error one_whatsapp_per_profile whatsapp_number_already_connected whatsapp_number_pinned_to_profile auth_expired user_content user_abuse account_issue platform_rejected platform_error platform_rate_limit quota_exhausted system_error unknown missing_credentials invalid_credentials insufficient_permissions unclassified_resource account_disconnected reconnect_required platform_beta_restricted missing_required_field invalid_field_value not_found rate_limited temporarily_unavailable api_error authentication_error permission_denied null_primary_key open_file skip_table retry_api_call table_excluded_by_system reconnect reconnect_warehouse update_service_account Connecting to SSH tunnel UNCATEGORIZED AuthFailed TooManyRequests NotFound_Connection NotFound_Group NotFound InvalidInput reconnect_log INCOMPLETE SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED priority-first resync_table_warning type_coercion_to_null_warning snowflake_discontinuing_password_auth alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded unnamed update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start redaction"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --output)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --list)
                    COMPREPLY=($(compgen -W "events statuses platforms actions" -- "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__help)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version exit-codes errors environment expressions formats redaction connections posts webhooks requests messages workflows events summary status why syncs tail check stats archive explain schema doctor config demo completions help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__messages)
            opts="-n -A -B -C -o -r -f -h -c -q -V --action --status-code --request --include-read-receipts --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__posts)
            opts="-n -A -B -C -o -r -f -h -c -q -V --post --action --status-code --request --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version show"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --post)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__posts__subcmd__show)
            opts="-o -h -c -q -V --entries --format --output --json --out --tz --utc --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --output)
                    COMPREPLY=($(compgen -W "text json md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "text json md" -- "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__requests)
            opts="-n -A -B -C -o -r -f -h -c -q -V --status-code --key --request --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__schema)
            opts="-h -c -q -V --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events syncs status stats verdict summary why"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__stats)
            opts="-o -r -h -c -q -V --by --every --top --sum --max --sort --event --post --action --status-code --webhook --key --request --include-read-receipts --connection --service --stage --severity --sync --group --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --format --output --json --fields --jq --raw-text --csv-safe --out --raw --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events syncs"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --every)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --top)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sum)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --max)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "count failures failureRate durationMs.p50 durationMs.p95 durationMs.max oldest newest unknown" -- "${cur}"))
                    return 0
                    ;;
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --post)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --webhook)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --severity)
                    COMPREPLY=($(compgen -W "ok info warning failure" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -W "connector dashboard rest_api audit_trail transformation unknown" -- "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__status)
            opts="-n -o -r -h -c -q -V --platform --profile --account --state --expires-within --where --any-value --limit --tz --utc --format --output --json --fields --jq --raw-text --csv-safe --out --explain --curl --raw --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --state)
                    COMPREPLY=($(compgen -W "disconnected failing unknown warning paused ok" -- "${cur}"))
                    return 0
                    ;;
                --expires-within)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__summary)
            opts="-o -h -c -q -V --platform --status --account --profile --search --where --any-value --event --post --action --status-code --webhook --key --request --include-read-receipts --connection --service --stage --severity --sync --group --since --until --days --tz --utc --output --json --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events syncs"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --post)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --webhook)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --severity)
                    COMPREPLY=($(compgen -W "ok info warning failure" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -W "connector dashboard rest_api audit_trail transformation unknown" -- "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table plain json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table plain json" -- "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__syncs)
            opts="-n -o -r -h -c -q -V --connection --service --status --sync --group --where --any-value --since --until --days --tz --utc --limit --all --sort --format --output --json --fields --jq --raw-text --csv-safe --out --explain --curl --raw --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version show"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "succeeded failed cancelled rescheduled priority-first open unknown" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__syncs__subcmd__show)
            opts="-r -o -h -c -q -V --connection --tz --utc --fields --raw-text --raw --csv-safe --out --format --output --json --jq --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__tail)
            opts="-n -r -o -h -c -q -V --platform --status --account --profile --search --where --any-value --event --post --action --status-code --webhook --key --request --include-read-receipts --connection --service --stage --severity --sync --group --limit --since --days --resume --tz --utc --interval --settle --for --count --allow-gaps --control --heartbeat --exec --exec-parallel --exec-shell --exec-env --exec-on-error --json --fields --jq --raw-text --raw --csv-safe --out --format --output --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version connections posts webhooks requests messages workflows events syncs status"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --post)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --webhook)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --connection)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --service)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --stage)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --severity)
                    COMPREPLY=($(compgen -W "ok info warning failure" -- "${cur}"))
                    return 0
                    ;;
                --sync)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --group)
                    COMPREPLY=($(compgen -W "connector dashboard rest_api audit_trail transformation unknown" -- "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --resume)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --settle)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --for)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --heartbeat)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --exec)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --exec-parallel)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --exec-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --exec-on-error)
                    COMPREPLY=($(compgen -W "stop retry skip" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__webhooks)
            opts="-n -A -B -C -o -r -f -h -c -q -V --event --status-code --webhook --request --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --event)
                    COMPREPLY=($(compgen -W "connect_success connect_failed disconnect reconnect_success reconnect_failed account.ads.initial_sync_completed account.ads.sync_failed account.ads.sync_recovered account.connected account.disconnected account.permissions_changed ad.delivery_issue ad.review.approved ad.review.rejected ad.status_changed ad.video.processed ad_account.status_changed ad_rule.triggered analytics.synced api.changelog.published branded_calling.identity.action_required branded_calling.identity.status_updated branded_calling.number.status_updated call.ended call.failed call.permission_request call.received campaign.budget.depleted campaign_participant.joined campaign_participant.removed campaign_participant.suspended campaign_payout.failed campaign_payout.payable campaign_payout.settled campaign_submission.approved campaign_submission.flagged campaign_submission.pending_review campaign_submission.received campaign_submission.rejected comment.received commerce.order.created commerce.order.refunded commerce.order.updated commerce.product.created commerce.product.deleted commerce.product.updated contact.field_changed contact.tag_added contact.tag_removed conversation.control_changed conversation.started creator_campaign.budget_exhausted creator_campaign.closed lead.received message.deleted message.delivered message.edited message.failed message.played message.read message.received message.sent phone_number.stock_available post.authenticity_changed post.cancelled post.external.created post.external.deleted post.external.updated post.failed post.partial post.platform.deleted post.platform.failed post.platform.published post.published post.recycled post.scheduled post.tiktok.url_resolved post.tracking_completed rcs.agent.status_updated reaction.received referral.received review.deleted review.new review.restored review.updated sequence.enrolled sequence.exited sms.registration.action_required sms.registration.status_updated support.run.completed support.run.failed verification.approved verification.failed webhook.test whatsapp.account.alert_received whatsapp.account.name_status_updated whatsapp.account.quality_updated whatsapp.account.status_updated whatsapp.automatic_event whatsapp.contact.identity_changed whatsapp.number.action_required whatsapp.number.activated whatsapp.number.declined whatsapp.number.kyc_submitted whatsapp.number.reactivated whatsapp.number.released whatsapp.number.suspended whatsapp.number.verification_required whatsapp.template.category_updated whatsapp.template.status_updated workflow.run.completed workflow.run.failed workflow.run.started alter_table api_call apply_tier_limitation change_schema_config change_schema_config_via_api change_schema_config_via_sync connect_bi_tool connection_failure connection_successful copy_rows create_connection create_connector create_destination create_file_upload_table create_schema create_staging_table create_table create_team create_user create_warehouse dbt_run_failed dbt_run_start dbt_run_succeeded delete_connection delete_connector delete_rows delete_team delete_user delete_warehouse diagnostic_access_approved diagnostic_access_ended diagnostic_access_expired diagnostic_access_granted disconnect_bi_tool dismiss_warning drop_table edit_account edit_connection edit_connector edit_destination edit_team edit_user error extract_summary force_update_connector forced_pause_connector forced_resync_connector forced_resync_table generate_api_secret import_progress info insert_rows json_value_too_long merge_rows migrate_schema_config pause_connector processed_records read_end read_start records_modified remove_file_upload_table resume_connector resync_connector resync_table schema_migration_end schema_migration_failure schema_migration_start schema_migration_success signin_warehouse signout_warehouse sql_query status sync_connection sync_end sync_start sync_stats test_connector_connection transformation_failed transformation_run_failed transformation_run_start transformation_run_succeeded transformation_runs transformation_start transformation_succeeded update_bi_tool update_rows update_state update_warehouse upload_file warning write_to_table_end write_to_table_start" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --webhook)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__why)
            opts="-o -h -c -q -V --entries --format --output --json --out --tz --utc --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --output)
                    COMPREPLY=($(compgen -W "text json md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "text json md" -- "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        connlog__subcmd__workflows)
            opts="-n -A -B -C -o -r -f -h -c -q -V --action --status-code --request --platform --status --account --profile --search --where --any-value --since --until --days --tz --utc --limit --all --skip --nth --page-size --sort --after-context --before-context --context-by --format --output --json --fields --jq --raw-text --raw --csv-safe --out --follow --explain --curl --help --from --strict --keep-repeats --schema --demo --provider --context --api-key-file --base-url --dialect --insecure-http --timeout --retries --max-wait --max-body --concurrency --debug --color --no-color --quiet --no-names --show-personal --show-secrets --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --action)
                    COMPREPLY=($(compgen -W "publish retry media_upload rate_limit_pause token_refresh cancelled post.published post.failed post.partial post.cancelled message.sent message.received message.delivered message.read message.failed execution_started execution_completed execution_exited execution_paused execution_resumed node_started node_completed node_failed node_skipped" -- "${cur}"))
                    return 0
                    ;;
                --status-code)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --request)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --platform)
                    COMPREPLY=($(compgen -W "tiktok instagram facebook youtube linkedin twitter threads pinterest reddit bluesky googlebusiness telegram snapchat whatsapp discord slack shopify wordpress wix linkedinads metaads pinterestads tiktokads xads googleads openaiads redditads sms phone rcs whopads google microsoft hubspot webflow googleanalytics imessage tiktokshop microsoftads" -- "${cur}"))
                    return 0
                    ;;
                --status)
                    COMPREPLY=($(compgen -W "success failed pending skipped SUCCESSFUL FAILURE FAILURE_WITH_TASK RESCHEDULED CANCELED succeeded cancelled rescheduled priority-first open" -- "${cur}"))
                    return 0
                    ;;
                --account)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --profile)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --search)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --where)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --days)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --tz)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -n)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nth)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --page-size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --sort)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --after-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -A)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --before-context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -B)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -C)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --context-by)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "table wide details line plain json ndjson csv tsv md" -- "${cur}"))
                    return 0
                    ;;
                --json)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --fields)
                    COMPREPLY=($(compgen -W "time account accountName platform outcome code message link duration kind source id userId profileId accountId eventType status connectionMethod error error.code error.message error.rawResponse success success.displayName success.username success.profilePicture success.permissions success.tokenExpiresAt success.accountType context context.isHeadlessMode context.hasCustomRedirectUrl context.isReconnection context.isBYOK context.invitationToken context.connectToken durationMs metadata createdAt postId accountUsername action statusCode endpoint request request.contentPreview request.mediaCount request.mediaTypes request.mediaUrls request.scheduledFor request.rawBody response response.platformPostId response.platformPostUrl response.errorMessage response.errorCode response.rawBody attemptNumber webhookId webhookName eventId event test url errorMessage requestPayload responseBody method path operationId requestId apiKeyId ipAddress userAgent severity group stages connectionId connectionName connectorType syncId exceptionId data startedAt endedAt reason phases phases.extractMs phases.processMs phases.loadMs rows rows.queries rows.extracted rows.bytes rows.upserted rows.updated rows.deleted rows.other tables schemaChanges warnings errors volumeMb volumeMb.extract volumeMb.process volumeMb.load name groupId groupName state since needsAction canPost paused tokenExpiresAt lastSuccessAt lastFailureAt expectedEvery issues checkedAt" -- "${cur}"))
                    return 0
                    ;;
                --jq)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --out)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --provider)
                    COMPREPLY=($(compgen -W "zernio fivetran" -- "${cur}"))
                    return 0
                    ;;
                --context)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -c)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api-key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dialect)
                    COMPREPLY=($(compgen -W "auto late zernio" -- "${cur}"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-body)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _connlog -o nosort -o bashdefault -o default connlog
else
    complete -F _connlog -o bashdefault -o default connlog
fi
