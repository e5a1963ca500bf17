//! Values with a recognisable form: at least one for each gitleaks rule that has a form. The test generates them, so
//! the source contains no token.

use std::fmt::Write as _;

use crate::json;
use crate::record::block::MemberIndex;
use crate::redact::*;

/// The rule, and text in which `<alphabet length>` is replaced by random characters.
const RULES: &[(&str, &[&str])] = &[
    (
        "1password-secret-key",
        &[
            "A3-<upper 6>-<upper 11>-<upper 5>-<upper 5>-<upper 5>",
            "A3-<upper 6>-<upper 6>-<upper 5>-<upper 5>-<upper 5>-<upper 5>",
        ],
    ),
    ("1password-service-account-token", &["ops_eyJ<base64 250>", "ops_eyJ<base64 300>=="]),
    ("adobe-client-secret", &["p8e-<lower 32>"]),
    ("age-secret-key", &["AGE-SECRET-KEY-1<bech32 58>"]),
    ("airtable-personnal-access-token", &["pat<alnum 14>.<hex 64>"]),
    ("alibaba-access-key-id", &["LTAI<lower 20>", "LTAI<alnum 20>"]),
    ("anthropic-admin-api-key", &["sk-ant-admin01-<word 93>AA"]),
    ("anthropic-api-key", &["sk-ant-api03-<word 93>AA"]),
    ("artifactory-api-key", &["AKCp<alnum 69>"]),
    ("artifactory-reference-token", &["cmVmd<alnum 59>"]),
    (
        "authress-service-client-access-key",
        &[
            "sc_<lower 10>.<lower 5>.acc_<lower 12>.<lower 40>",
            "ext_<lower 5>.<lower 4>.acc-<lower 30>.<lower 100>",
            "scauth_<lower 30>.<lower 6>.acc_<lower 10>.<lower 30>",
            "authress_<lower 12>.<lower 4>.acc_<lower 20>.<lower 60>",
        ],
    ),
    (
        "aws-access-token",
        &["AKIA<base32 16>", "ASIA<base32 16>", "ABIA<base32 16>", "ACCA<base32 16>", "A3TX<base32 16>"],
    ),
    ("aws-amazon-bedrock-api-key-long-lived", &["ABSK<base64 109>", "ABSK<base64 200>=="]),
    ("aws-amazon-bedrock-api-key-short-lived", &["bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t<base64 40>"]),
    ("azure-ad-client-secret", &["<alnum 3>8Q~<word 34>", "=<alnum 3>1Q~<alnum 31>"]),
    ("clickhouse-cloud-api-secret-key", &["4b1d<alnum 38>"]),
    ("clojars-api-token", &["CLOJARS_<lower 60>"]),
    ("cloudflare-origin-ca-key", &["v1.0-<hex 24>-<hex 146>"]),
    (
        "curl-auth-header",
        &[
            r#"curl -H "Authorization: Bearer <alnum 24>" https://a.example"#,
            "curl https://a.example -H 'X-Api-Key: <alnum 24>'",
            r#"curl --header "Authorization: Basic <alnum 24>==" https://a.example"#,
            r#"curl -H "Key: <letter 24>" https://a.example"#,
            r#"curl -H "Authorization: <letter 24>" https://a.example"#,
            r#"curl --header="X-Acme-Token: <letter 12>" https://a.example"#,
        ],
    ),
    (
        "curl-auth-user",
        &[
            "curl -u admin:<letter 12> https://a.example",
            r#"curl --user "admin:<alnum 12>" https://a.example"#,
            "curl -u 'admin:<letter 12>' https://a.example",
            r#"curl https://a.example --user ":<letter 12>" "#,
        ],
    ),
    ("databricks-api-token", &["dapi<hex 32>", "dapi<hex 32>-2"]),
    ("digitalocean-access-token", &["doo_v1_<hex 64>"]),
    ("digitalocean-pat", &["dop_v1_<hex 64>"]),
    ("digitalocean-refresh-token", &["dor_v1_<hex 64>"]),
    ("doppler-api-token", &["dp.pt.<lower 43>"]),
    ("duffel-api-token", &["duffel_test_<word 43>", "duffel_live_<word 43>"]),
    ("dynatrace-api-token", &["dt0c01.<upper 24>.<upper 64>", "dt0c01.<lower 24>.<lower 64>"]),
    ("easypost-api-token", &["EZAK<lower 54>"]),
    ("easypost-test-api-token", &["EZTK<alnum 54>"]),
    ("facebook-access-token", &["<digit 15>|<word 27>", "<digit 16>|<lower 40>", "<digit 16>%7C<lower 30>"]),
    ("facebook-page-access-token", &["EAAM<alnum 120>", "EAAC<lower 110>"]),
    ("flutterwave-encryption-key", &["FLWSECK_TEST-<hex 12>"]),
    ("flutterwave-public-key", &["FLWPUBK_TEST-<hex 32>-X"]),
    ("flutterwave-secret-key", &["FLWSECK_TEST-<hex 32>-X"]),
    ("flyio-access-token", &["fo1_<word 43>", "fm1a_<base64 100>==", "fm1r_<base64 120>", "fm2_<base64 150>="]),
    ("frameio-api-token", &["fio-u-<word 64>"]),
    ("freemius-secret-key", &[r#""secret_key" => "sk_<base64 29>""#, "'secret_key' => 'sk_<word 29>'"]),
    ("gcp-api-key", &["AIza<word 35>"]),
    ("github-app-token", &["ghu_<alnum 36>", "ghs_<alnum 36>"]),
    ("github-fine-grained-pat", &["github_pat_<alnum 22>_<alnum 59>"]),
    ("github-oauth", &["gho_<alnum 36>"]),
    ("github-pat", &["ghp_<alnum 36>"]),
    ("github-refresh-token", &["ghr_<alnum 36>"]),
    ("gitlab-cicd-job-token", &["glcbt-<alnum 2>_<word 20>", "glcbt-<alnum 5>_<word 20>", "glcbt-<alnum 1>_<word 20>"]),
    ("gitlab-deploy-token", &["gldt-<word 20>"]),
    ("gitlab-feature-flag-client-token", &["glffct-<word 20>"]),
    ("gitlab-feed-token", &["glft-<word 20>"]),
    ("gitlab-incoming-mail-token", &["glimt-<word 25>"]),
    ("gitlab-kubernetes-agent-token", &["glagent-<word 50>"]),
    ("gitlab-oauth-app-secret", &["gloas-<word 64>"]),
    ("gitlab-pat", &["glpat-<word 20>"]),
    ("gitlab-pat-routable", &["glpat-<word 27>.<lower 9>", "glpat-<word 200>.<lower 9>"]),
    ("gitlab-ptt", &["glptt-<hex 40>"]),
    ("gitlab-rrt", &["GR1348941<word 20>"]),
    ("gitlab-runner-authentication-token", &["glrt-<word 20>"]),
    ("gitlab-runner-authentication-token-routable", &["glrt-t1_<word 27>.<lower 9>"]),
    ("gitlab-scim-token", &["glsoat-<word 20>"]),
    ("gitlab-session-cookie", &["_gitlab_session=<lower 32>"]),
    ("grafana-api-key", &["eyJrIjoi<alnum 70>", "eyJrIjoi<alnum 100>=="]),
    ("grafana-cloud-api-token", &["glc_<base64 32>", "glc_<base64 100>=="]),
    ("grafana-service-account-token", &["glsa_<alnum 32>_<hex 8>"]),
    ("harness-api-key", &["pat.<word 22>.<alnum 24>.<alnum 20>", "sat.<word 22>.<alnum 24>.<alnum 20>"]),
    ("hashicorp-tf-api-token", &["<lower 14>.atlasv1.<word 60>", "<alnum 14>.atlasv1.<lower 70>"]),
    ("heroku-api-key-v2", &["HRKU-AA<word 58>"]),
    ("huggingface-access-token", &["hf_<letter 34>"]),
    ("huggingface-organization-api-token", &["api_org_<letter 34>"]),
    ("infracost-api-token", &["ico-<alnum 32>"]),
    ("intra42-client-secret", &["s-s4t2ud-<hex 64>", "s-s4t2af-<hex 64>"]),
    (
        "jwt",
        &[
            "ey<alnum 17>.ey<word 20>.<word 43>",
            "eyJ<alnum 30>.eyJ<alnum 40>.",
            "eyJ<alnum 30>.eyJ<alnum 40>.<word 300>",
        ],
    ),
    ("jwt-base64", &["ZXlKaGJHY2lPaU<base64 60>", "ZXlKcmFXUWlP<base64 100>=="]),
    (
        "kubernetes-secret-yaml",
        &[
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  value: <alnum 24>==\n",
            "data:\n  settings.json: <alnum 24>==\nkind: Secret\n",
            "kind: Secret\ndata:\n  a: <alnum 12>\n  b: <alnum 24>=\n",
        ],
    ),
    ("linear-api-key", &["lin_api_<lower 40>", "lin_api_<alnum 40>"]),
    ("maxmind-license-key", &["<alnum 6>_<alnum 29>_mmk"]),
    (
        "microsoft-teams-webhook",
        &["https://acme.webhook.office.com/webhookb2/<uuid>@<uuid>/IncomingWebhook/<lower 32>/<uuid>"],
    ),
    ("notion-api-token", &["ntn_<digit 11><alnum 35>"]),
    ("npm-access-token", &["npm_<lower 36>", "npm_<alnum 36>"]),
    (
        "nuget-config-password",
        &[r#"<add key="Password" value="<letter 12>" />"#, r#"<add key="ClearTextPassword" value="<word 12>" />"#],
    ),
    ("octopus-deploy-api-key", &["API-<upper 26>"]),
    (
        "openai-api-key",
        &[
            "sk-proj-<word 74>T3BlbkFJ<word 74>",
            "sk-svcacct-<word 58>T3BlbkFJ<word 58>",
            "sk-<alnum 20>T3BlbkFJ<alnum 20>",
            "sk-admin-<word 58>T3BlbkFJ<word 58>",
        ],
    ),
    ("openshift-user-token", &["sha256~<word 43>"]),
    ("perplexity-api-key", &["pplx-<alnum 48>"]),
    ("planetscale-api-token", &["pscale_tkn_<word 32>", "pscale_tkn_<dotted 64>"]),
    ("planetscale-oauth-token", &["pscale_oauth_<word 32>"]),
    ("planetscale-password", &["pscale_pw_<word 43>"]),
    ("postman-api-token", &["PMAK-<hex 24>-<hex 34>"]),
    ("prefect-api-token", &["pnu_<alnum 36>"]),
    (
        "private-key",
        &[
            "-----BEGIN RSA PRIVATE KEY-----\n<base64 64>\n<base64 64>\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n<base64 64>\n-----END PGP PRIVATE KEY BLOCK-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\\n<base64 70>\\n-----END OPENSSH PRIVATE KEY-----\\n",
        ],
    ),
    ("pulumi-api-token", &["pul-<hex 40>"]),
    ("pypi-upload-token", &["pypi-AgEIcHlwaS5vcmc<word 60>"]),
    ("readme-api-token", &["rdme_<lower 70>"]),
    ("rubygems-api-token", &["rubygems_<hex 48>"]),
    ("scalingo-api-token", &["tk-us-<word 48>"]),
    ("sendgrid-api-token", &["SG.<word 22>.<word 43>"]),
    ("sendinblue-api-token", &["xkeysib-<hex 64>-<lower 16>"]),
    ("sentry-org-token", &["sntrys_eyJpYXQiO<base64 50>LCJyZWdpb25fdXJs<base64 60>=_<base64 43>"]),
    ("sentry-user-token", &["sntryu_<hex 64>"]),
    ("settlemint-application-access-token", &["sm_aat_<alnum 16>"]),
    ("settlemint-personal-access-token", &["sm_pat_<alnum 16>"]),
    ("settlemint-service-access-token", &["sm_sat_<alnum 16>"]),
    ("shippo-api-token", &["shippo_live_<hex 40>", "shippo_test_<hex 40>"]),
    ("shopify-access-token", &["shpat_<hex 32>"]),
    ("shopify-custom-access-token", &["shpca_<hex 32>"]),
    ("shopify-private-app-access-token", &["shppa_<hex 32>"]),
    ("shopify-shared-secret", &["shpss_<hex 32>"]),
    (
        "sidekiq-sensitive-url",
        &["https://<hex 8>:<hex 8>@gems.contribsys.com/", "http://<hex 8>:<hex 8>@enterprise.contribsys.com"],
    ),
    ("slack-app-token", &["xapp-1-<upper 11>-<digit 12>-<lower 64>"]),
    ("slack-bot-token", &["xoxb-<digit 12>-<digit 12>-<alnum 24>"]),
    ("slack-config-access-token", &["xoxe.xoxb-1-<upper 163>", "xoxe.xoxp-1-<upper 166>"]),
    ("slack-config-refresh-token", &["xoxe-1-<upper 146>"]),
    ("slack-legacy-bot-token", &["xoxb-<digit 10>-<alnum 24>"]),
    (
        "slack-legacy-token",
        &["xoxs-<digit 10>-<digit 10>-<digit 10>-<hex 10>", "xoxo-<digit 10>-<digit 10>-<digit 10>-<hex 10>"],
    ),
    ("slack-legacy-workspace-token", &["xoxa-2-<alnum 20>", "xoxr-<alnum 20>"]),
    (
        "slack-user-token",
        &["xoxp-<digit 12>-<digit 12>-<digit 12>-<alnum 30>", "xoxe-<digit 12>-<digit 12>-<digit 12>-<alnum 30>"],
    ),
    (
        "slack-webhook-url",
        &[
            "https://hooks.slack.com/services/T<upper 8>/B<upper 8>/<alnum 24>",
            "hooks.slack.com/workflows/<alnum 45>",
            "https://hooks.slack.com/triggers/<alnum 50>",
        ],
    ),
    ("sourcegraph-access-token", &["sgp_<hex 16>_<hex 40>", "sgp_local_<hex 40>", "sgp_<hex 40>"]),
    ("square-access-token", &["EAAA<word 40>", "sq0atp-<word 22>"]),
    ("stripe-access-token", &["sk_live_<alnum 24>", "rk_test_<alnum 40>", "sk_prod_<alnum 10>", "sk_test_<alnum 99>"]),
    ("twilio-api-key", &["SK<hex 32>"]),
    ("vault-batch-token", &["hvb.<word 138>"]),
    ("vault-service-token", &["hvs.<word 95>", "s.<lower 24>", "s.<alnum 24>"]),
];

/// Forms of providers that gitleaks lacks.
const OTHERS: &[&str] = &[
    "zrk_<alnum 32>",
    "whsec_<alnum 32>",
    "rk_<alnum 24>",
    "GOCSPX-<word 28>",
    "1//0<word 60>",
    "ya29.<word 60>",
    "gsk_<alnum 52>",
    "nfp_<alnum 36>",
    "ATATT3<base64 180>",
    "figd_<word 40>",
    "dckr_pat_<word 27>",
    "r8_<alnum 37>",
    "re_<alnum 8>_<alnum 24>",
    "WPL_AP1.<alnum 16>",
    "tskey-auth-<alnum 17>-<alnum 32>",
    "bot<digit 10>:AA<word 33>",
    "<digit 10>:AA<word 33>",
    "key-<hex 32>",
    "00D<alnum 12>!<word 90>",
    "https://discord.com/api/webhooks/<digit 18>/<word 68>",
    "https://api.telegram.org/bot<digit 10>:AA<word 33>/sendMessage",
    "https://chat.googleapis.com/v1/spaces/<alnum 11>/messages?key=<word 39>&token=<word 43>",
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\n<base64 64>\nPrivate-MAC: <hex 64>\n",
    "LS0tLS1CRUdJTi<base64 60>",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n<base64 64>",
    "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n<base64 64>\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
    "AAAAAAAAAAAAAAAAAAAAAA<alnum 30>%3D<alnum 40>",
    "https://acme.webhook.office.com/webhookb2/<lower 30>",
];

/// Returns the text with its generated runs, and the runs that must be redacted.
fn made(form: &str, dice: &mut fastrand::Rng) -> (String, Vec<String>) {
    let (mut text, mut runs, mut rest) = (String::new(), Vec::new(), form);
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(before);
        let run = behind.split_once('>').and_then(|(run, after)| Some((run, alphabet(run)?, after)));
        let Some((run, alphabet, after)) = run else {
            text.push('<');
            rest = behind;
            continue;
        };
        let made = if run == "uuid" {
            [8, 4, 4, 4, 12].map(|length| random("0123456789abcdef", length, dice)).join("-")
        } else {
            random(alphabet, run.split_once(' ').unwrap().1.parse().unwrap(), dice)
        };
        text.push_str(&made);
        if made.len() >= 8 && run != "digit 15" && run != "digit 16" {
            runs.push(made);
        }
        rest = after;
    }
    text.push_str(rest);
    (text, runs)
}

fn random(alphabet: &str, length: usize, dice: &mut fastrand::Rng) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    // The first and last characters are letters or digits, so the form ends at its end.
    let is_edge = |at: usize| at == 0 || at + 1 == length;
    let digit = dice.usize(..length);
    let has_digit = length >= 10 && alphabet.contains('7');
    (0..length)
        .map(|at| {
            loop {
                let letter = letters[dice.usize(..letters.len())];
                if at == digit && has_digit {
                    break '7';
                }
                if !is_edge(at) || letter.is_ascii_alphanumeric() {
                    break letter;
                }
            }
        })
        .collect()
}

fn alphabet(run: &str) -> Option<&'static str> {
    const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const WORD: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    Some(match run.split(' ').next()? {
        "hex" | "uuid" => "0123456789abcdef",
        "digit" => "0123456789",
        "upper" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "lower" => "abcdefghijklmnopqrstuvwxyz0123456789",
        "base32" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "bech32" => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
        "letter" => ALNUM.get(..52)?,
        "alnum" => ALNUM,
        "word" => WORD,
        "dotted" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.=",
        "base64" => BASE64,
        _ => return None,
    })
}

/// Returns whether every run of the form is redacted in all surroundings.
fn is_hidden(form: &str, dice: &mut fastrand::Rng, seen: &mut String) -> bool {
    let (text, runs) = made(form, dice);
    let texts = [
        text.clone(),
        format!("used {text} for it"),
        format!("({text})"),
        format!("value={text}"),
        format!("first\n{text}\nlast"),
    ];
    texts.iter().all(|text| {
        let raw = format!("{{\"note\":{}}}", json::quote(text));
        let record = hide(&MemberIndex::scan(&raw), &RedactionRules::USUAL, Reveal::default()).unwrap_or(raw);
        let hidden = prose(text, Reveal::default());
        let shown = runs
            .iter()
            .find(|run| hidden.contains(*run) || record.contains(&*json::quote(run).trim_matches('"').to_owned()));
        if let Some(run) = shown {
            let _ = writeln!(seen, "{form}: {run} in {hidden} / {record}");
        }
        shown.is_none()
    })
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the figure is for who measures")]
fn gitleaks_rules_with_a_form_are_redacted() {
    let mut dice = fastrand::Rng::with_seed(13);
    let mut seen = String::new();
    let mut hidden =
        |(_, forms): &&(&str, &[&str])| forms.iter().all(|form| (0..5).all(|_| is_hidden(form, &mut dice, &mut seen)));
    let (done, missed): (Vec<_>, Vec<_>) = RULES.iter().partition(|rule| hidden(rule));
    let missed: Vec<&str> = missed.iter().map(|(rule, _)| *rule).collect();
    println!("{} of {} rules are hidden; shown: {missed:?}", done.len(), RULES.len());
    assert_eq!(RULES.len(), 120);
    assert!(done.len() >= 118, "{missed:?}\n{seen}");
}

#[test]
fn values_of_more_providers_are_redacted() {
    let mut dice = fastrand::Rng::with_seed(14);
    let mut seen = String::new();
    for form in OTHERS {
        assert!((0..5).all(|_| is_hidden(form, &mut dice, &mut seen)), "{form}: {seen}");
    }
}
