//! URLs with a secret after the host, and members of objects that name other members.

/// URLs that contain a secret after this text, up to their end.
pub(crate) const MARKERS: &[(&str, &str)] = &[
    ("Slack webhook", "hooks.slack.com/services/"),
    ("Slack webhook", "hooks.slack.com/workflows/"),
    ("Slack webhook", "hooks.slack.com/triggers/"),
    ("Slack webhook", "hooks.slack-gov.com/services/"),
    ("Discord webhook", "discord.com/api/webhooks/"),
    ("Discord webhook", "discordapp.com/api/webhooks/"),
    ("Google Chat webhook", "chat.googleapis.com/v1/spaces/"),
    ("Zapier webhook", "hooks.zapier.com/hooks/"),
    ("IFTTT webhook", "maker.ifttt.com/trigger/"),
    ("Make webhook", "hook.make.com/"),
    ("Make webhook", "hook.integromat.com/"),
    ("Chime webhook", "hooks.chime.aws/incomingwebhooks/"),
    ("Lark webhook", "open.larksuite.com/open-apis/bot/"),
    ("Feishu webhook", "open.feishu.cn/open-apis/bot/"),
    ("webhook.site", "webhook.site/"),
    ("Opsgenie", "api.opsgenie.com/v1/json/"),
];

/// Members of an object that contain the name of another member.
pub(crate) const NAMES: &[&str] = &[
    "name",
    "key",
    "field",
    "header",
    "parameter",
    "param",
    "variable",
    "property",
    "setting",
    "option",
    "attribute",
    "label",
    "k",
    "n",
];
/// Members of an object that contain the value named by a member of [`NAMES`].
pub(crate) const VALUES: &[&str] = &[
    "value",
    "val",
    "v",
    "content",
    "text",
    "data",
    "default",
    "defaultvalue",
    "stringvalue",
    "newvalue",
    "oldvalue",
    "currentvalue",
    "values",
    "rawvalue",
    "previousvalue",
    "before",
    "after",
    "old",
    "new",
    "to",
    "from",
];
/// Members of an object that contain column names.
pub(crate) const TITLES: &[&str] =
    &["columns", "fields", "header", "headers", "names", "columnnames", "cols", "keys", "schema"];
/// Members of an object that contain rows.
pub(crate) const ROWS: &[&str] = &["rows", "data", "values", "records", "row", "results", "result"];
