use super::*;

#[test]
fn exit_codes_are_those_of_the_contract() {
    let pinned: Vec<(String, u8)> =
        Code::ALL.iter().map(|code| (serde_json::to_value(code).unwrap().to_string(), code.exit().number())).collect();
    let expected = [
        ("usage", 2),
        ("config", 3),
        ("auth_missing", 4),
        ("auth_invalid", 4),
        ("forbidden", 4),
        ("not_found", 5),
        ("bad_request", 2),
        ("rate_limited", 7),
        ("network", 6),
        ("timeout", 6),
        ("server", 6),
        ("incomplete", 8),
        ("gap", 8),
        ("retention_exceeded", 11),
        ("gate_failed", 10),
        ("gate_undecided", 11),
        ("schema_drift", 6),
        ("io", 1),
        ("internal", 1),
    ];
    let expected: Vec<(String, u8)> = expected.iter().map(|(code, number)| (format!("\"{code}\""), *number)).collect();
    assert_eq!(pinned, expected);
}
