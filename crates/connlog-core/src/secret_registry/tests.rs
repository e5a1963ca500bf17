use proptest::prelude::*;

use super::*;

fn registry(secret: &str) -> SecretRegistry {
    let registry = SecretRegistry::default();
    registry.add(secret);
    registry
}

#[test]
fn every_form_of_a_secret_is_replaced() {
    let secret = "zrk_Can4ry/+ \"x\"&1";
    let login = SecretRegistry::default();
    login.add_login(secret, Some("ada"), &["db.example", "logs"]);
    for form in [
        secret.to_owned(),
        "zrk_Can4ry%2F%2B%20%22x%22%261".to_owned(),
        "zrk_Can4ry%2f%2b%20%22x%22%261".to_owned(),
        "zrk%5FCan4ry%2F%2B+%22x%22%261".to_owned(),
        "zrk_Can4ry%252F%252B%2520%2522x%2522%25261".to_owned(),
        "zrk_Can4ry/+ \\\"x\\\"&1".to_owned(),
        "zrk_Can4ry/+ &quot;x&quot;&amp;1".to_owned(),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        STANDARD.encode(format!("ada:{secret}")),
    ] {
        let shown = login.hide(&form).into_owned();
        assert_eq!(shown, HIDDEN, "{form}");
        assert_eq!(login.hide(&format!("a={form}, b")), format!("a={HIDDEN}, b"));
    }
    for around in ["Bearer ", "x:", "token", ""] {
        let hidden = login.hide(&STANDARD.encode(format!("{around}{secret}{around}"))).into_owned();
        assert!(hidden.contains(HIDDEN) && hidden.len() < 32, "{hidden}");
    }
}

#[test]
fn ordinary_words_stay() {
    let shown = |secret: &str, text: &str| registry(secret).hide(text).into_owned();
    assert_eq!(shown("abc", "abc"), "abc");
    assert_eq!(shown("ada1", "ada1 and ada12"), format!("{HIDDEN} and ada12"));
    assert_eq!(shown("summer", "summer, summertime"), format!("{HIDDEN}, summertime"));
    assert_eq!(shown("status", "{\"status\":1}"), "{\"status\":1}");
    let named = SecretRegistry::default();
    named.add_login("postgres", Some("postgres"), &[]);
    assert_eq!(named.hide("postgres did not let postgres:postgres in"), format!("postgres did not let {HIDDEN} in"));
}

#[test]
fn json_stays_json() {
    let registry = registry("123456789");
    let hidden = registry.hide(r#"{"a":123456789,"b":[ 123456789 ],"c":"123456789"}"#).into_owned();
    assert_eq!(hidden, r#"{"a":"[hidden]","b":[ "[hidden]" ],"c":"[hidden]"}"#);
}

#[test]
fn passwords_are_found_in_addresses() {
    for (text, user, password) in [
        ("postgres://ada:s3cr3t!@db/logs", Some("ada"), "s3cr3t!"),
        ("--from=redshift://a:b@c@host/x", Some("a"), "b@c"),
        ("http://u:p%40ss@proxy:3128", Some("u"), "p%40ss"),
        ("host=db password='a b' user=x", None, "a b"),
        ("jdbc:postgresql://db/x?user=a&password=s3cr3t&ssl=true", None, "s3cr3t"),
    ] {
        let found = logins(text);
        assert!(found.iter().any(|login| login.password == password && login.user.as_deref() == user), "{text}");
    }
    assert!(logins("message ~ 'password=expired'").is_empty());
    let registry = SecretRegistry::default();
    registry.add_addresses("postgres://ada:p%40ssw0rd@db/logs");
    assert_eq!(registry.hide("p%40ssw0rd p@ssw0rd"), "[hidden] [hidden]");
    let registry = SecretRegistry::default();
    registry.add_addresses("postgres://ada:logs@db/logs");
    assert_eq!(registry.hide("logs on db"), "logs on db");
}

proptest! {
    #[test]
    fn no_encoding_of_a_secret_is_left(
        secret in "[!-~]{8,40}", before in "[ -~]{0,9}", after in "[ -~]{0,9}",
    ) {
        prop_assume!(!is_word(&secret) && !HIDDEN.contains(&secret));
        let registry = registry(&secret);
        let json = serde_json::json!({ "a": format!("{before}{secret}{after}") }).to_string();
        let inner = serde_json::Value::from(secret.clone()).to_string();
        prop_assert!(!registry.hide(&json).contains(inner.trim_matches('"')));
        let text = format!("{before}{secret}{after}");
        prop_assert!(!registry.hide(&text).contains(&secret));
        let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
        let secret_encoded = utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string();
        prop_assert!(!registry.hide(&encoded).contains(&secret_encoded));
        let hidden = registry.hide(&STANDARD.encode(&text)).into_owned();
        prop_assert!(hidden.contains(HIDDEN), "{}", hidden);
    }
}
