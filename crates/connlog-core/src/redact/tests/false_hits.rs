//! Text without secrets is unchanged: ordinary prose with traps, composed at run time, and the fixtures.

use std::fs;

use crate::redact::*;

const LINES: usize = 100_000;

/// Lines with placeholders. Each mentions secrets without containing one.
const LINES_ABOUT_SECRETS: &[&str] = &[
    "password reset was sent to {noun} {number}",
    "Password reset for {noun} was requested",
    "token expired at {time}",
    "the token expired, please reconnect the {noun}",
    "tokens used: {number}",
    "prompt tokens: {number}, completion tokens: {number}",
    "key: {noun}",
    "author: {name}",
    "author = {name}",
    "session started at {time}",
    "session: started",
    "Session ended after {number} seconds",
    "session expired: {noun} must log in again",
    "Invalid password for {noun}",
    "password: is required",
    "password: must be at least {number} characters",
    "Error: password: cannot be blank",
    "credentials: not found for {noun}",
    "Error validating access token: The session has been invalidated because the user changed the password",
    "access token: has expired",
    "refresh token: {noun} is no longer valid",
    "auth: failed",
    "auth: ok",
    "authentication failed for {noun}",
    "authType={noun}",
    "auth_type: basic",
    "auth=oauth2",
    "pinned {noun} to {noun}",
    "pinterest board {noun} has {number} pins",
    "the pin was created",
    "mapping={noun} typing={noun}",
    "primary key: {noun}_id",
    "PRIMARY KEY ({noun}_id)",
    "foreign key: {noun}_id",
    "sort key = {noun}",
    "partition_key={noun}",
    "key = {noun}",
    "keys: {noun}, {noun}",
    "keyword: {noun}",
    "monkey: {noun}",
    "signal: {number}",
    "design = {noun}",
    "secret: is missing",
    "the secret of {noun} is {noun}",
    "a basic {noun} of {noun}",
    "bearer {noun} {noun}",
    "basic authentication is off",
    "cookie: is not set",
    "cookies are enabled",
    "certificate: {noun} expired",
    "certificate = {path}",
    "wallet: {noun}",
    "certs in {path}",
    "passed: {number}",
    "passed={number} failed={number}",
    "pass={number} fail={number}",
    "bypass: {noun}",
    "compass = {noun}",
    "commit {hex40} by {name}",
    "sha256:{hex64}",
    "md5 {hex32} of {path}",
    "etag: {hex32}",
    "id={uuid}",
    "sync_id: {uuid}",
    "request id {uuid} took {number} ms",
    "trace={hex32} span={hex16}",
    "GET /v1/{noun}/{number}?limit={number}&page={number} 200",
    "https://{noun}.example/{noun}?sort=name&state=open",
    "exit code={number}",
    "error code: {number}",
    "code={number}",
    "status code = {number}",
    "see {path}:{number}:{number}",
    "{path}: no such file",
    "docker run -u 1000:1000 {noun}",
    "cp -p {path} {path}",
    "ssh -p 22 {noun}.example",
    "mkdir -p {path}",
    "ls -la {path}",
    "image {noun}/{noun}:{number}.{number}",
    "uses actions/checkout@v4 and {noun}/{noun}@{hex40}",
    "{noun}@{number}.{number}.{number} added",
    "@{noun} mentioned @{name}",
    "{time} INFO {noun}: {noun} {verb}",
    "{time} ERROR [{noun}] {noun} {verb} {number}",
    "{name} {verb} the {noun} and the {noun}",
    "{noun} {verb}: {noun} of {number} {noun}",
    "SELECT {noun}_id FROM {noun} WHERE {noun} = {number}",
    "INSERT INTO {noun} ({noun}, token_id) VALUES ({number}, {number})",
    "{noun}={noun} {noun}={number}",
    "{\"{noun}\": \"{noun}\", \"tokenCount\": {number}}",
    "{\"authType\": \"{noun}\", \"tokenType\": \"bearer\"}",
    "the {noun} has a sig of {number}",
    "otp was {verb}",
    "jwt is {verb}",
    "{base64}",
    "data:image/png;base64,{base64}",
    "passwords of {noun} are stored as hashes",
    "secretary: {name}",
    "tokenizer={noun}",
    "token_type=bearer expires_in={number}",
    "grant_type=authorization_code",
    "redirect_uri?code={number}",
    "-- {noun} --",
    "--{noun} {noun} --verbose",
    "option --token is required",
    "use --password to set it",
    "--auth basic",
    "--session-timeout {number}",
    "<{noun}>{noun}</{noun}>",
    "<key>{noun}</key>",
    "a | b | {number}|{noun}",
    "{number}|{number}|{noun}",
    "identified by {noun} as {noun}?",
    "skipped {noun}: {number} %",
    "{number}% of {noun}",
    "risk-{noun}-{noun}-{noun}",
    "task_{noun}_{noun}",
    "sk_{noun}_{noun}_id",
    "hooks: {noun}",
    "webhook {noun} {verb} {number} times",
    "webhook: delivery failed",
    "parole board of {noun}",
    "pass the {noun} to {name}",
    "PIN: required",
    "pin: {noun}",
    "DSN: not set",
    "cred: none",
    "v{number}.{number}.{number}-rc.{number}",
];

const NOUNS: &[&str] = &[
    "table",
    "schema",
    "connector",
    "warehouse",
    "account",
    "profile",
    "channel",
    "video",
    "caption",
    "post",
    "campaign",
    "report",
    "column",
    "cursor",
    "sync",
    "region",
    "bucket",
    "queue",
    "worker",
    "pipeline",
    "author",
    "passenger",
    "compass",
    "keyboard",
    "secretary",
    "authority",
    "authorship",
    "signal",
    "design",
    "pinterest",
    "spinner",
    "shopping",
    "basket",
    "tokenizer",
    "mapping",
    "patient",
    "pattern",
    "skeleton",
];
const VERBS: &[&str] = &[
    "started",
    "ended",
    "failed",
    "was updated",
    "has been created",
    "is missing",
    "was rejected",
    "needs attention",
    "passed",
    "timed out",
    "was revoked",
    "expired",
];
const NAMES: &[&str] = &["Ada", "Grace", "Linus", "Margaret", "Ken", "Barbara", "Dennis", "Radia"];
const PATHS: &[&str] = &[
    "/var/log/app/current.log",
    "src/record/redact/mod.rs",
    "/etc/ssl/certs/ca.pem",
    "C:\\logs\\app.log",
    "./keys/README.md",
    "/home/ada/.ssh/known_hosts",
    "node_modules/token/index.js",
];

fn line(dice: &mut fastrand::Rng) -> String {
    let (mut text, mut rest) = (String::new(), LINES_ABOUT_SECRETS[dice.usize(..LINES_ABOUT_SECRETS.len())]);
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let end = behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(0);
        let (name, after) = behind.split_at(end);
        if let (Some(word), Some(after)) = (filled(name, dice), after.strip_prefix('}')) {
            text.push_str(&word);
            rest = after;
        } else {
            text.push('{');
            rest = behind;
        }
    }
    text.push_str(rest);
    text
}

fn filled(name: &str, dice: &mut fastrand::Rng) -> Option<String> {
    let mut one_of = |words: &[&str]| words[dice.usize(..words.len())].to_owned();
    Some(match name {
        "noun" => one_of(NOUNS),
        "verb" => one_of(VERBS),
        "name" => one_of(NAMES),
        "path" => one_of(PATHS),
        "number" => dice.u32(0..100_000).to_string(),
        "time" => format!(
            "2026-11-{:02}T{:02}:{:02}:{:02}Z",
            dice.u32(1..29),
            dice.u32(0..24),
            dice.u32(0..60),
            dice.u32(0..60)
        ),
        "uuid" => [8, 4, 4, 4, 12].map(|length| hex(length, dice)).join("-"),
        "hex16" => hex(16, dice),
        "hex32" => hex(32, dice),
        "hex40" => hex(40, dice),
        "hex64" => hex(64, dice),
        "base64" => (0..dice.usize(40..200)).map(|_| dice.alphanumeric()).collect(),
        _ => return None,
    })
}

fn hex(length: usize, dice: &mut fastrand::Rng) -> String {
    (0..length).map(|_| char::from_digit(dice.u32(0..16), 16).unwrap()).collect()
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the figure is for who measures")]
fn ordinary_prose_is_shown() {
    let mut dice = fastrand::Rng::with_seed(15);
    let mut hits: Vec<(String, String)> = Vec::new();
    for _ in 0..LINES {
        let line = line(&mut dice);
        let shown = prose(&line, Reveal { personal: true, secrets: false });
        if shown != line {
            hits.push((line, shown));
        }
    }
    println!("{} false hits in {LINES} lines", hits.len());
    assert!(hits.len() <= 1, "{} hits, such as {:#?}", hits.len(), hits.iter().take(40).collect::<Vec<_>>());
}

#[test]
fn posts_of_people_are_shown() {
    let texts = [
        "Ma séance de yoga commence à 9h",
        "パスタとワイン 🍝",
        "Новый пост: как мы живём",
        "Ключевые слова: море, солнце",
        "关键词：旅行",
        "Schlüsselwörter: Berge, Seen",
        "Palabra clave: verano",
        "La clave: trabajar en equipo",
        "Der Schlüssel zum Erfolg: Geduld",
        "Passé composé: j'ai mangé",
        "Sen ha visto: bello",
        "O segredo: amor",
        "Mot-clé: été",
        "Pass it on: share this post",
        "My secret: good coffee",
    ];
    let shown: Vec<(&str, String)> = texts
        .iter()
        .map(|text| (*text, prose(text, Reveal::default())))
        .filter(|(text, shown)| text != shown)
        .collect();
    // In these languages two words name a secret, and the text does not show which meaning applies.
    assert!(shown.len() <= 3, "{shown:#?}");
}

#[test]
fn fixtures_show_all_but_their_secrets() {
    // Keys of the samples that contain a secret.
    let secret = [
        "password",
        "token",
        "secretKey",
        "secretKeyRemoteExecution",
        "agentPassword",
        "agentToken",
        "agentPublicCert",
        "databasePassword",
        "credentials",
        "new_api_key",
        "uri",
    ];
    let mut records = 0;
    for file in
        ["fivetran/samples.ndjson", "fivetran/composed.ndjson", "fivetran/syncs.ndjson", "fivetran/envelopes.ndjson"]
    {
        let text = fs::read_to_string(format!("{}/../../tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for raw in text.lines() {
            records += 1;
            let reveal = Reveal { personal: true, secrets: false };
            let Some(shown) = hide(&MemberIndex::scan(raw), &RedactionRules::USUAL, reveal) else { continue };
            let (before, after) = (serde_json::from_str(raw).unwrap(), serde_json::from_str(&shown).unwrap());
            for (path, value) in differences(&before, &after, "") {
                let is_copy = raw.matches(&*value).count() > 1 || value.contains("with password=");
                assert!(
                    is_copy || secret.iter().any(|key| path.split('.').any(|part| part == *key)),
                    "{path}: {shown}"
                );
            }
        }
    }
    assert!(records > 200, "{records}");
}

/// Returns the paths of different values, and the values.
fn differences(before: &serde_json::Value, after: &serde_json::Value, path: &str) -> Vec<(String, String)> {
    use serde_json::Value;
    match (before, after) {
        (Value::Object(before), Value::Object(after)) if before.len() == after.len() => before
            .iter()
            .zip(after)
            .flat_map(|((key, before), (_, after))| differences(before, after, &format!("{path}.{key}")))
            .collect(),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).flat_map(|(before, after)| differences(before, after, path)).collect()
        }
        _ if before == after => Vec::new(),
        _ => vec![(path.to_owned(), before.to_string())],
    }
}
