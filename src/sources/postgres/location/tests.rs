//! Addresses in all forms: what is read, and that no part of a password is printed.

use proptest::prelude::*;

use super::*;
use connlog_core::error::Code;

fn location(typed: &str) -> Location {
    Location::parse(typed).unwrap().expect("an address")
}

fn refused(typed: &str) -> Error {
    Location::parse(typed).map(|_| ()).expect_err(typed)
}

fn shown(fault: &Error) -> String {
    format!("{fault} {}", fault.hint.as_deref().unwrap_or_default())
}

#[test]
fn every_usual_form_is_one_address() {
    for (typed, printed) in [
        ("postgres://ada:pw@db/logs", "postgres://ada@db/logs"),
        ("POSTGRES://ada:pw@db/logs", "postgres://ada@db/logs"),
        (" postgresql://ada:pw@db/logs ", "postgres://ada@db/logs"),
        ("postgresql+psycopg2://ada:pw@db/logs", "postgres://ada@db/logs"),
        ("postgres://ada:p:w%40%2F@db:5433/logs", "postgres://ada@db:5433/logs"),
        ("postgres://db", "postgres://db/"),
        ("postgres://ada@[::1]:6000/logs", "postgres://ada@[::1]:6000/logs"),
        ("postgres://%2Frun%2Fpg/logs", "postgres://%2Frun%2Fpg/logs"),
        ("postgres:///logs?host=/run/pg", "postgres://%2Frun%2Fpg/logs"),
        ("postgres://a,b:1/logs?target_session_attrs=any", "postgres://a,b:1/logs?target_session_attrs=any"),
        ("postgres://db/logs?user=ada&password=pw&sslmode=require", "postgres://ada@db/logs?sslmode=require"),
        ("postgres://db/logs?options=-csearch_path%3Dpw", "postgres://db/logs"),
        ("Redshift://ada:pw@c.redshift.amazonaws.com/dev", "redshift://ada@c.redshift.amazonaws.com/dev"),
        (
            "jdbc:postgresql://db:5433/logs?user=ada&password=pw&ssl=true",
            "postgres://ada@db:5433/logs?sslmode=verify-full",
        ),
        ("JDBC:redshift://c:5439/dev;UID=ada;PWD=pw;ssl=true", "redshift://ada@c:5439/dev?sslmode=verify-full"),
        ("host=db port=5433 dbname=logs user=ada password=pw", "postgres://ada@db:5433/logs"),
        ("host=db", "postgres://db/"),
        ("host = 'db' password = 'p w\\' x' dbname=l%1", "postgres://db/l%251"),
    ] {
        assert_eq!(location(typed).to_string(), printed, "{typed}");
        assert_eq!(super::printed(typed), printed);
    }
    assert_eq!(location("host = 'db' password = 'p w\\' x' dbname=l%1").option("password"), Some("p w' x"));
    assert_eq!(location("postgres://ada:p:w%40%2F@db/x").option("password"), Some("p:w@/"));
}

#[test]
fn paths_stay_paths() {
    let typed = [
        "a.json",
        "./host=a/b.json",
        "dt=2026-11-01/part.csv",
        "-",
        "logs/*.gz",
        "C:\\logs\\a.csv",
        "/a:b@c.json",
        "2026-11-28T06:00.csv",
        "./token=a/*.csv",
        "./pass:a@b.json",
        "host=web1/part.csv",
        "user=5",
        "100%.csv",
    ];
    for typed in typed {
        assert!(Location::parse(typed).unwrap().is_none(), "{typed}");
        assert_eq!(printed(typed), typed);
    }
}

#[test]
fn what_cannot_be_read_is_refused_without_being_repeated() {
    for typed in [
        "postgres://ada:sec?ret@host/x",
        "postgres://ada:1?sec=ret@host/x",
        "postgres://ada:sec#ret@host/x",
        "postgres://ada:sec/ret@host/x",
        "postgres://ada:sec@ret@host/x",
        "postgres://ada:secret/x",
        "postgres://ada:secret@host:secret/x",
        "postgres://ada:pw@host/x?secret=1",
        "postgres://ada:pw@host/x?secret",
        "postgres://host/x?user=ada&password=a&secret=1",
        "postgres://",
        "jdbc:ada:secret@host",
        "jdbc:postgresql://host/x?user=ada;secret",
        "ada:secret@host/x",
        "//ada:secret@host/x",
        "\"postgres://ada:secret@host/x",
        "password=secret",
        "host=db password=sec ret",
        "host=db password='secret",
        "Server=db;Uid=ada;Pwd=secret;",
        "Host=db;Password=secret",
        "host=db dbname=x;password=secret",
        "postgres://ada@host/x;password=secret",
        "postgres://ada@host/x;pass=secret",
        "postgres://ada%3Asecret@host/x",
        "postgres://host/x?user=ada:secret",
        "postgres%3A%2F%2Fada%3Asecret%40host%2Fx",
        "ada%3Asecret%40host",
        "./postgres://ada:secret@host/x",
        "/postgres://ada:secret@host/x",
        "my_scheme://host?token=secret",
        "DATABASE_URL=postgres://ada:secret@host/x",
        "\u{feff}postgres://ada:secret@host/x",
        "postgres\u{ff1a}//ada:secret@host/x",
        "host=db;pass:secret",
        "HOST = db;Database=x;Kennwort=secret",
        "service=secret",
        "Server=db;Database=x;Passwd=secret",
    ] {
        let fault = refused(typed);
        assert_eq!(fault.code, Code::Usage, "{typed}");
        assert!(!["sec", "ret", "ada"].iter().any(|part| shown(&fault).contains(part)), "{typed}: {}", shown(&fault));
        assert!(!printed(typed).contains("sec"));
    }
}

#[test]
fn other_schemes_are_named_with_those_that_are_read() {
    for (typed, part) in [
        ("snowflake:ada:secret@account/db", "write it as snowflake://HOST/DATABASE"),
        ("postgre://ada:secret@host/x", "did you mean postgres://?"),
        ("postgres:/ada:secret@host/x", "the two slashes are missing"),
        ("mysql://ada:secret@host/x", "this version reads postgres://, redshift://"),
        ("MYSQL://ada:secret@host/x", "export its tables as CSV or NDJSON"),
        ("file:///tmp/a.csv", "write the path alone"),
        ("https://ada:secret@host/a.csv", "pipe it into --from -"),
    ] {
        let shown = shown(&refused(typed));
        assert!(shown.contains(part) && !shown.contains("secret"), "{shown}");
    }
}

/// Addresses with a password, in all spellings, right and broken ones.
fn address(form: usize, secret: &str) -> String {
    let encoded = encoded(secret);
    let quoted = secret.replace('\\', "\\\\").replace('\'', "\\'");
    match form {
        0 => format!("postgres://ada:{secret}@db/logs"),
        1 => format!("PostgreSQL://ada:{encoded}@db/logs"),
        2 => format!("redshift://ada:{secret}@db:5439/logs?sslmode=require"),
        3 => format!("postgres://db/logs?user=ada&password={secret}"),
        4 => format!("postgres://db/logs?user=ada&PassWord={encoded}&sslmode=require"),
        5 => format!("host=db user=ada password={secret}"),
        6 => format!("host=db user=ada password='{quoted}' dbname=logs"),
        7 => format!("password='{secret} host=db"),
        8 => format!("jdbc:postgresql://db/logs?user=ada&password={secret}"),
        9 => format!("JDBC:redshift://db:5439/logs;UID=ada;PWD={encoded}"),
        10 => format!("mysql://ada:{secret}@db/logs"),
        11 => format!("jdbc:snowflake://db/?user=ada&password={secret}"),
        12 => format!("Server=db;Database=logs;User Id=ada;Password={secret};"),
        13 => format!("x-y://{secret}@db/logs"),
        14 => format!("postgres:ada:{secret}@db/logs"),
        15 => format!("postgre s://ada:{secret}@db/logs"),
        16 => format!("\"postgres://ada:{secret}@db/logs\""),
        17 => format!("ada:{secret}@db/logs"),
        18 => format!("postgres://ada:{secret}@@db@x/logs"),
        19 => format!("postgres%3A%2F%2Fada%3A{encoded}%40db%2Flogs"),
        20 => format!("postgres://ada%3A{encoded}@db/logs"),
        // With a `@` in it, it is the address of a host.
        21 => format!("postgres://ada:{}/logs", secret.replace('@', "")),
        22 => format!("postgres://ada@db/logs?password:{secret}"),
        _ => format!("postgres://[ada:{secret}@db/logs"),
    }
}

/// All that is told about an address.
fn told(typed: &str) -> String {
    let read = match Location::parse(typed) {
        Ok(Some(location)) => format!("{location} {location:?}"),
        Ok(None) => typed.to_owned(),
        Err(fault) => format!("{} {fault:?}", shown(&fault)),
    };
    format!("{read} {}", printed(typed))
}

proptest! {
    #[test]
    fn no_part_of_a_password_is_ever_printed(secret in "Zq9[ -~]{1,12}|Zq9\\PC{1,8}|Zq9[@:/?#%&=;\\\\' ]{1,12}", form in 0..24_usize) {
        let (told, usual) = (told(&address(form, &secret)), told(&address(form, "Zq9")));
        let letters: Vec<char> = secret.chars().collect();
        for part in letters.windows(4).map(|part| part.iter().collect::<String>()) {
            let leaks = [part.clone(), encoded(&part)].iter().any(|part| told.contains(&**part) && !usual.contains(&**part));
            prop_assert!(!leaks, "{part}: {}: {told}", address(form, &secret));
        }
        prop_assert!(!told.contains("Zq9"), "{}: {told}", address(form, &secret));
    }

    #[test]
    fn what_is_printed_is_read_back(user in "[ -9;-~]{1,8}", database in "[ -9;-~]{1,8}", port in 1..=u16::MAX) {
        let typed = format!("postgres://{}:pw@db:{port}/{}?sslmode=require", encoded(&user), encoded(&database));
        let read = location(&typed);
        prop_assert_eq!((read.option("user"), read.option("dbname")), (Some(&*user), Some(&*database)));
        let again = location(&read.to_string());
        prop_assert_eq!(again.to_string(), read.to_string());
    }
}
