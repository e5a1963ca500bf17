//! Secrets that earlier versions did not redact: keys, structures, texts, URLs, e-mail addresses, copies.

use crate::json;
use crate::record::block::MemberIndex;
use crate::redact::*;

/// A value that no rule recognises by its form.
const CANARY: &str = "Zq7vonBelm";
/// The same with letters only.
const PLAIN: &str = "opensesame";

fn record(raw: &str) -> String {
    hide(&MemberIndex::scan(raw), &RedactionRules::USUAL, Reveal::default()).unwrap_or_else(|| raw.to_owned())
}

/// Keys that are always secret.
const KEYS: &[&str] = &[
    "pass",
    "dbPass",
    "db_pass",
    "DB_PASS",
    "DBPASS_",
    "userPass",
    "pw",
    "dbPw",
    "db_pw",
    "auth",
    "proxyAuth",
    "jwt",
    "userJwt",
    "session",
    "user_session",
    "otp",
    "loginOtp",
    "pin",
    "cardPin",
    "card_pin",
    "creds",
    "awsCreds",
    "dsn",
    "sentry_dsn",
    "database_url",
    "databaseUrl",
    "DATABASE_URL",
    "webhookUrl",
    "webhook_url",
    "sig",
    "sas",
    "pem",
    "clientPem",
    "sshKey",
    "ssh_key",
    "hmacKey",
    "hmac",
    "deployKey",
    "licenseKey",
    "license_key",
    "serviceKey",
    "sessionKey",
    "signingKey",
    "signing_key",
    "encryptionKey",
    "encryption-key",
    "sharedKey",
    "storageKey",
    "SharedAccessKey",
    "secretAccount",
    "tokenAccount",
    "token_account",
    "passwort",
    "Passwort",
    "datenbankPasswort",
    "kennwort",
    "Kennwort",
    "contraseña",
    "contrasena",
    "CONTRASEÑA",
    "motDePasse",
    "mot_de_passe",
    "mot de passe",
    "senha",
    "senhaDoBanco",
    "пароль",
    "Пароль",
    "ПАРОЛЬ",
    "парольБазы",
    "密码",
    "数据库密码",
    "密碼",
    "パスワード",
    "データベースパスワード",
    "ﾊﾟｽﾜｰﾄﾞ",
    "비밀번호",
    "wachtwoord",
    "lösenord",
    "salasana",
    "hasło",
    "heslo",
    "jelszó",
    "şifre",
    "parolă",
    "adgangskode",
    "passord",
    "lozinka",
    "κωδικός",
    "سر_كلمة السر",
    "סיסמה",
    "รหัสผ่าน",
    "mật_khẩu",
    "kata_sandi",
    "токен",
    "секрет",
    "секретныйКлюч",
    "トークン",
    "秘密鍵",
    "密钥",
    "geheimnis",
    "segredo",
    "p\u{430}ssword",
    "раsswоrd",
    "ｐａｓｓｗｏｒｄ",
    "pásswörd",
    "pass\u{200b}word",
    "secr\u{435}t",
    "t\u{3bf}ken",
    "passw0rd",
    "apiКey",
    "ＡＰＩ＿ＫＥＹ",
    "cvv",
    "csrf_token",
    "recoveryCode",
    "verification_code",
    "auth_code",
    "connStr",
    "mongoUri",
    "psk",
    "2fa",
    "signed_url",
    "client.secret",
    "X-Api-Key",
    "x_auth_token",
    "passkey",
    "accessKeyId",
    "PGPASSWORD",
    "MYSQL_PWD",
];

#[test]
fn values_under_secret_keys_are_redacted() {
    for key in KEYS {
        for value in [CANARY, PLAIN] {
            for raw in [
                format!("{{\"id\":1,{}:\"{value}\"}}", json::quote(key)),
                format!("{{\"a\":{{\"b\":[{{{}:\"{value}\"}}]}}}}", json::quote(key)),
                format!("{{\"a\":{}}}", json::quote(&format!("{{{}:\"{value}\"}}", json::quote(key)))),
            ] {
                let shown = record(&raw);
                assert!(!shown.contains(value), "{shown}");
            }
            let escaped: String = key.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
            let shown = record(&format!("{{\"{escaped}\":\"{value}\"}}"));
            assert!(!shown.contains(value), "{key}: {shown}");
        }
    }
}

#[test]
fn names_in_text_count_like_keys() {
    for key in KEYS.iter().filter(|key| !key.contains(' ') && !key.ends_with('_')) {
        for text in [
            format!("{key}={CANARY}"),
            format!("connect: host=db {key}={CANARY} port=1"),
            format!("{key} = \"{CANARY}\""),
            format!("{{'{key}': '{CANARY}'}}"),
            format!("{key}: {CANARY}"),
            format!("https://a.example/x?{key}={CANARY}&y=1"),
            format!("--{key} {CANARY}"),
        ] {
            let shown = prose(&text, Reveal::default());
            assert!(!shown.contains(CANARY), "{text}: {shown}");
        }
    }
}

#[test]
fn harmless_values_of_ambiguous_keys_are_shown() {
    for raw in [
        r#"{"auth":"oauth2","session":"expired","pass":true,"pin":null,"sig":12}"#,
        r#"{"pass":12,"fail":3,"auth":false,"session":"2026-11-20T11:00:00Z"}"#,
        r#"{"authType":"KEY_PAIR","sessionId":"00000000-a0b2-420e-b04b-00000000005c","session_timeout":30}"#,
        r#"{"pin":"813744226420795884","pinterest":"board","passed":"first","author":"Ada","signal":"x","opinion":"good"}"#,
        r#"{"account":"a1","accountCount":4,"tokenCount":3,"token_type":"bearer","tokensLimit":5,"tokenExpiresAt":"2027-01-01T00:00:00Z"}"#,
        r#"{"auth":"https://login.example/oauth","pem":"/etc/ssl/ca.pem","session":"The session has expired for this user"}"#,
        r#"{"keyword":"k","monkey":"m","primary_key":"id","foreignKey":"x","sort_key":"y","threadKey":"t","nodesKey":"n","publicKey":"p","keys":["a"]}"#,
        r#"{"secretary":"Ada","tokenizer":"bpe","passwordless":"yes","mapping":"m","shipping":"s","typing":"t","design":"d"}"#,
        r#"{"name":"title","value":"Password"}"#,
        r#"{"fields":["token","password"],"missing":["password","email"]}"#,
        r#"{"columns":["id","name"],"rows":[[1,"a"],[2,"b"]]}"#,
        r#"{"kind":"ConfigMap","data":{"a":"b"}}"#,
    ] {
        assert_eq!(record(raw), raw);
    }
}

#[test]
fn numeric_codes_are_redacted() {
    for raw in [
        r#"{"pin":48213}"#,
        r#"{"pin":"48213"}"#,
        r#"{"otp":482139}"#,
        r#"{"a":"otp=482139"}"#,
        r#"{"a":"OTP: 482139"}"#,
        r#"{"cvv":"482139"}"#,
    ] {
        assert!(!record(raw).contains("48213"), "{raw}");
    }
}

#[test]
fn structures_that_name_a_value_are_recognised() {
    for raw in [
        r#"{"name":"password","value":"CANARY"}"#,
        r#"{"value":"CANARY","name":"DB_PASSWORD"}"#,
        r#"{"key":"apiKey","value":"CANARY"}"#,
        r#"{"Name":"Authorization","Value":"CANARY"}"#,
        r#"{"field":"clave","newValue":"CANARY","oldValue":"CANARY2"}"#,
        r#"{"env":[{"name":"HOME","value":"/"},{"name":"PGPASSWORD","value":"CANARY"}]}"#,
        r#"{"parameter":"client secret","value":{"text":"CANARY"}}"#,
        r#"{"columns":["id","password"],"rows":[[1,"CANARY"],[2,"CANARY"]]}"#,
        r#"{"rows":[[1,"CANARY"]],"fields":[{"name":"id"},{"name":"api_key"}]}"#,
        r#"{"columns":["id","password"],"values":[1,"CANARY"]}"#,
        r#"{"data":[["id","password"],[1,"CANARY"],[2,"CANARY"]]}"#,
        r#"{"headers":[["Host","a"],["Authorization","CANARY"]]}"#,
        r#"{"rawHeaders":["Host","a","X-Api-Key","CANARY"]}"#,
        r#"{"params":[["user","x"],["password","CANARY"]]}"#,
        r#"{"kind":"Secret","data":{"settings":"CANARY"}}"#,
        r#"{"kind":"Secret","stringData":{"settings":"CANARY"}}"#,
        r#"{"x":"{\"name\":\"password\",\"value\":\"CANARY\"}"}"#,
        r#"{"password":["CANARY",{"a":"CANARY"}]}"#,
        r#"{"auth":["CANARY"]}"#,
        r#"{"auth":{"user":"u","pass":"CANARY"}}"#,
    ] {
        let raw = raw.replace("CANARY", CANARY);
        let shown = record(&raw);
        assert!(!shown.contains(CANARY), "{shown}");
        assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok(), "{shown}");
    }
}

#[test]
fn secret_values_used_as_keys_are_redacted() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    for raw in [
        format!("{{\"{token}\":1}}"),
        format!("{{\"scopes\":{{\"{token}\":[\"repo\"]}}}}"),
        format!("{{\"password={CANARY}\":1}}"),
    ] {
        let shown = record(&raw);
        assert!(!shown.contains("a1B2") && !shown.contains(CANARY), "{shown}");
    }
    let shown = record(&format!("{{\"password\":\"{CANARY}\",\"{CANARY}\":2}}"));
    assert!(!shown.contains(CANARY), "{shown}");
}

/// Texts in which the canary is a secret.
const TEXTS: &[&str] = &[
    "run --password CANARY now",
    "run --password=CANARY now",
    "run -password CANARY",
    "tool --api-key CANARY --verbose",
    "tool --db-pass 'CANARY' x",
    "tool --token \"CANARY\"",
    "args: [\"--password\", \"CANARY\"]",
    "mysql -u root -pCANARY db",
    "mysqldump -hdb -uroot -p'CANARY' db",
    "sshpass -p CANARY ssh host",
    "mongo -u joe -p CANARY",
    "docker login -u joe -p CANARY registry.example",
    "sqlcmd -S db -U sa -P CANARY",
    "redis-cli -h db -a CANARY ping",
    "curl -u joe:CANARY https://a.example",
    "curl --user 'joe:CANARY' https://a.example",
    "curl -ujoe:CANARY https://a.example",
    "curl --proxy-user joe:CANARY x",
    "<password>CANARY</password>",
    "<db:Password type=\"x\">CANARY</db:Password>",
    "<secret><![CDATA[CANARY]]></secret>",
    "&lt;password&gt;CANARY&lt;/password&gt;",
    "<user password=\"CANARY\"/>",
    "<add key=\"Password\" value=\"CANARY\"/>",
    "<entry key=\"db.password\">CANARY</entry>",
    "<property name=\"api-key\" value='CANARY' />",
    "CREATE USER joe IDENTIFIED BY CANARY",
    "CREATE USER joe IDENTIFIED BY 'CANARY'",
    "create user joe identified by \"CANARY\" default tablespace x",
    "CREATE USER joe@h IDENTIFIED WITH mysql_native_password BY 'CANARY'",
    "ALTER USER joe WITH PASSWORD 'CANARY'",
    "ALTER ROLE joe PASSWORD 'CANARY' LOGIN",
    "SET PASSWORD FOR joe = PASSWORD('CANARY')",
    "COPY t FROM 's3://b' SECRET_ACCESS_KEY 'CANARY'",
    "the password is \"CANARY\"",
    "password=correct CANARY battery",
    "password: correct horse CANARY staple",
    "pwd=one two CANARY; host=db",
    "Kennwort: eins zwei CANARY",
    "q=password%3DCANARY%26x",
    "https://a.example/r?next=%2Fx%3Fpassword%3DCANARY%26y%3D1",
    "password%253DCANARY",
    "{&quot;password&quot;:&quot;CANARY&quot;}",
    "{&#34;token&#34;: &#34;CANARY&#34;}",
    "%7B%22password%22%3A%22CANARY%22%7D",
    "{\\\"password\\\":\\\"CANARY\\\"}",
    "{\\\\\\\"password\\\\\\\": \\\\\\\"CANARY\\\\\\\"}",
    "params[password]=CANARY",
    "headers['X-Api-Key'] = 'CANARY'",
    "password => CANARY",
    ":password=>\"CANARY\"",
    "password := CANARY",
    "密码：CANARY",
    "パスワード: CANARY",
    "mot de passe : CANARY",
    "API key: CANARY1",
    "client secret = CANARY",
    "joe:CANARY@tcp(db.example:3306)/x",
    "dsn: joe:CANARY@unix(/tmp/mysql.sock)/x",
    "joe:CANARY@/x?y=1 joe:CANARY@tcp(h)/x",
    "joe/CANARY@//db.example:1521/x",
    "joe/CANARY@db.example:1521/ORCL",
    "jdbc:oracle:thin:joe/CANARY@db.example:1521:x",
    "jdbc:oracle:thin:joe/CANARY@orcl",
    "sqlplus joe/CANARY@orcl",
    "postgres://joe:CANARY@db.example/x",
    "redis://:CANARY@db.example",
    "mongodb+srv://joe:CANARY@db.example/x",
    "jdbc:sqlserver://db;user=joe;password=CANARY",
    "Server=db;Uid=joe;Pwd=CANARY;",
    "host=db user=joe password='CANARY'",
    "https://maps.example/x?key=CANARY",
    "https://a.example/cb?code=CANARY&scope=x",
    "https://a.example/x?a=1&auth=CANARY",
    "https://a.example/x?sig=CANARY&sv=1",
    "/x?a=1&amp;key=CANARY",
    "https://hooks.slack.com/services/T0001/B0001/CANARY",
    "https://discord.com/api/webhooks/1234/CANARY",
    "https://discordapp.com/api/webhooks/1234/CANARY?wait=true",
    "https://acme.webhook.office.com/webhookb2/CANARY/IncomingWebhook/x/y",
    "https://api.telegram.org/bot123:CANARY/sendMessage",
    "https://hooks.zapier.com/hooks/catch/1/CANARY/",
    "https:\\/\\/hooks.slack.com\\/services\\/T0001\\/B0001\\/CANARY",
    "Cookie: a=1; sid=CANARY; b=2",
    "Set-Cookie: sid=CANARY; Path=/",
    "X-Api-Key: CANARY",
    "Authorization: CANARY",
    "Authorization: Token CANARY",
    "Proxy-Authorization: Basic CANARYxx==",
    "name: password, value: CANARY",
    "name=DB_PASSWORD value=CANARY",
    "\"key\":\"apiKey\",\"value\":\"CANARY\"",
    "export DB_PASSWORD=CANARY",
    "setx API_KEY \"CANARY\"",
    "session=CANARY;",
    "auth: CANARY",
    "sig=CANARY",
    "jwt=CANARY",
    "pin: 482139CANARY",
    "netrc machine h login joe password CANARY",
    "curl -H 'X-Custom-Key: CANARY'",
    "kind: Secret\ndata:\n  a: CANARYxx==\n",
    "wget --http-password=CANARY x",
    "openssl -passin pass:CANARY",
    "spring.datasource.password=CANARY",
];

#[test]
fn secrets_in_text_are_redacted() {
    for text in TEXTS {
        let text = text.replace("CANARY", CANARY);
        let shown = prose(&text, Reveal::default());
        assert!(!shown.contains(CANARY), "{text}: {shown}");
        assert_eq!(prose(&shown, Reveal::default()), shown, "{text}");
        let raw = format!("{{\"message\":{}}}", json::quote(&text));
        let shown = record(&raw);
        assert!(!shown.contains(CANARY), "{shown}");
        assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok(), "{shown}");
    }
}

#[test]
fn email_addresses_are_pseudonyms_in_every_spelling() {
    let plain = pseudonym("jane.roe@acme.example");
    for (text, expected) in [
        ("to jane.roe@acme.example now", format!("to {plain} now")),
        ("to jane.roe%40acme.example now", format!("to {plain} now")),
        ("to jane.roe&#64;acme.example now", format!("to {plain} now")),
        ("to jane.roe&#x40;acme.example now", format!("to {plain} now")),
        ("to jane.roe&commat;acme.example now", format!("to {plain} now")),
        ("to jane.roe%2540acme.example now", format!("to {plain} now")),
        ("to jane.roe＠acme.example now", format!("to {plain} now")),
    ] {
        assert_eq!(prose(text, Reveal::default()), expected);
    }
    for text in [
        "to \"jane roe\"@acme.example now",
        "to jane@10.20.30.40 now",
        "to jane@[10.20.30.40] now",
        "to jane@[IPv6:2001:db8::1] now",
    ] {
        let shown = prose(text, Reveal::default());
        assert!(!shown.contains("jane") && shown.starts_with("to ") && shown.ends_with(" now"), "{shown}");
        let raw = format!("{{\"message\":{}}}", json::quote(text));
        assert!(!record(&raw).contains("jane"), "{raw}");
    }
}
