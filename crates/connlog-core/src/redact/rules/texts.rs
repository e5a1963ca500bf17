//! Forms in text and URLs that need a regular expression.

/// A form in text. The first participating group of the match is redacted, or the whole match if there is no group.
pub(crate) struct Pattern {
    pub(crate) class: &'static str,
    pub(crate) name: &'static str,
    /// The form in words for users.
    pub(crate) form: &'static str,
    /// Words of which every match contains one, ignoring case.
    pub(crate) needs: &'static [&'static str],
    /// Texts of which every match contains one too; empty if there is no such text.
    pub(crate) also: &'static [&'static str],
    pub(crate) regex: &'static str,
    pub(crate) check: Check,
}

/// A further condition on a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    /// It is not yet redacted.
    Shown,
    /// It is not an ordinary word, as in "basic authentication".
    Random,
    /// It is not a pair of numeric user and group ids.
    Login,
}

/// The patterns. `(?-u:...)` keeps the compiled patterns small.
pub(crate) const PATTERNS: &[Pattern] = &[
    Pattern {
        class: "value",
        name: "private key",
        form: "-----BEGIN ... PRIVATE KEY----- to its end",
        needs: &["---begin", "--- begin"],
        also: &[],
        regex: concat!(
            r"----[- ]BEGIN (?-u:[A-Z0-9 ])*PRIVATE KEY(?: BLOCK)?[- ]----",
            r"(?s:.)*?(?:----[- ]END (?-u:[A-Z0-9 ])*PRIVATE KEY(?: BLOCK)?[- ]----[- ]?|\z)"
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "value",
        name: "PuTTY key",
        form: "PuTTY-User-Key-File-N: to its Private-MAC",
        needs: &["putty-user-key"],
        also: &[],
        regex: r"(?i)PuTTY-User-Key-File-(?s:.)*?(?:Private-(?:MAC|Hash):(?-u:\s)*(?-u:[0-9a-f])+|\z)",
        check: Check::Shown,
    },
    Pattern {
        class: "value",
        name: "Azure AD client secret",
        form: "ABC1Q~...",
        needs: &["0q~", "1q~", "2q~", "3q~", "4q~", "5q~", "6q~", "7q~", "8q~", "9q~"],
        also: &[],
        regex: r"(?-u:[\w~.]){3}(?-u:[0-9])Q~(?-u:[\w~.\-]){31,34}",
        check: Check::Shown,
    },
    Pattern {
        class: "value",
        name: "Facebook app token",
        form: "ID|SECRET",
        needs: &["0|", "1|", "2|", "3|", "4|", "5|", "6|", "7|", "8|", "9|", "%7c", "%"],
        also: &[],
        regex: r"(?i)(?-u:\b)(?-u:[0-9]){15,16}(?:\||%(?:7C)?)(?-u:[0-9a-z_\-]){27,40}",
        check: Check::Shown,
    },
    Pattern {
        class: "value",
        name: "MaxMind license key",
        form: "ABC123_..._mmk",
        needs: &["_mmk"],
        also: &[],
        regex: r"(?-u:[0-9A-Za-z]){6}_(?-u:[0-9A-Za-z]){29}_mmk(?-u:\b)",
        check: Check::Shown,
    },
    Pattern {
        class: "value",
        name: "Telegram bot token",
        form: "ID:AA...",
        needs: &[":aa", "%3aaa"],
        also: &[],
        regex: r"(?-u:[0-9]){8,10}(?::|%3A)AA(?-u:[\w\-]){30,}",
        check: Check::Shown,
    },
    Pattern {
        class: "value",
        name: "X bearer token",
        form: "AAAAAAAAAAAAAAAAAAAAAA...%...",
        needs: &["aaaaaaaaaaaaaaaaaaaa"],
        also: &[],
        regex: r"(?-u:\b)A{20,}(?-u:[\w\-])*%(?-u:[\w%\-]){10,}",
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "scheme of authentication",
        form: "Bearer, Basic, Negotiate, NTLM, then a value that looks random",
        needs: &["bearer", "basic", "negotiate", "ntlm"],
        also: &[],
        regex: r"(?i)(?-u:\b)(?:bearer|basic|negotiate|ntlm)(?:(?-u:\s)|%20|\+)+((?-u:[\w.~+/\-]){8,}={0,2})",
        check: Check::Random,
    },
    Pattern {
        class: "text",
        name: "login of a command",
        form: "curl -u USER:PASSWORD, --user, --proxy-user",
        needs: &[" -u", "--user", "proxy-user", "http-user"],
        also: &[],
        regex: concat!(
            r"(?-u:\s)(?:-u|-U|--user|--proxy-user|--http-user)(?:=|(?-u:[ \t])*)",
            r#"(?:\\?"([^"\\:]*:[^"\\]+)|'([^':]*:[^']+)|([^\s"':=]+:[^\s"',;]+))"#
        ),
        check: Check::Login,
    },
    Pattern {
        class: "text",
        name: "password of a command",
        form: "mysql -pPASSWORD, sshpass -p PASSWORD, -u USER -p PASSWORD, redis-cli -a PASSWORD",
        needs: &[
            "mysql",
            "maria",
            "sshpass",
            "mycli",
            "xtrabackup",
            "sqlcmd",
            "bcp",
            "redis-cli",
            "ldap",
            "-u",
            "7z",
            "unzip",
            "mongo",
            "docker",
        ],
        also: &[],
        regex: concat!(
            r"(?:(?:mysql|maria|mycli|xtrabackup|7z)[^|;\n]{0,200}?(?-u:\s)-p|(?:sshpass|mongo|unzip|docker login)[^|;\n]{0,200}?(?-u:\s)-[pP](?-u:[ \t])*",
            r"|(?:sqlcmd|bcp)[^|;\n]{0,200}?(?-u:\s)-P(?-u:[ \t])*|redis-cli[^|;\n]{0,200}?(?-u:\s)-a(?-u:[ \t])*|ldap[a-z]+[^|;\n]{0,200}?(?-u:\s)-w(?-u:[ \t])*",
            r#"|(?-u:\s)-[uU](?-u:[ \t])*[^\s\-][^\s]*(?-u:[ \t])+-p(?-u:[ \t])*)(?:\\?"([^"\\]+)|'([^']+)|([^\s"'\-|;][^\s"'|;]*))"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "password of a statement",
        form: "IDENTIFIED BY PASSWORD, IDENTIFIED WITH PLUGIN AS HASH",
        needs: &["identified"],
        also: &[],
        regex: concat!(
            r"(?i)identified(?-u:\s)+(?:with(?-u:\s)+[^\s]+(?-u:\s)+)?(?:by|as)(?-u:\s)+(?:password(?-u:\s)+|values(?-u:\s)+)?",
            r#"(?:'((?:[^']|'')+)|\\?"([^"\\]+))|(?:user|role|link|grant|alter|create)(?-u:\b)[^;]{0,200}?identified(?-u:\s)+by(?-u:\s)+(?:values(?-u:\s)+)?([^\s"';,]+)"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "password in quotes",
        form: "PASSWORD 'VALUE', SECRET_ACCESS_KEY 'VALUE', password is VALUE",
        needs: &["pass", "pwd", "secret", "access_key", "kennwort", "api_key", "_token"],
        also: &["'", "\""],
        regex: concat!(
            r"(?i)(?-u:\b)(?-u:\w)*(?:password|passwd|passwort|kennwort|passphrase|pwd|secret_access_key|access_key_id|secret_key|api_key|auth_token|access_token)",
            r#"(?-u:\s)*(?:(?:(?-u:\s)(?:to|is)(?-u:\s)+|\((?-u:\s)*|(?-u:\s))(?:'((?:[^']|'')+)'|\\?"([^"\\]+)\\?"))"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "netrc",
        form: "login USER password VALUE",
        needs: &["password"],
        also: &["login", "machine"],
        regex: r"(?i)(?:login(?-u:\s)+[^\s]+|machine(?-u:\s)+[^\s]+)(?-u:\s)+password(?-u:\s)+([^\s]+)",
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "value of a named element",
        form: r#"<add key="NAME" value="VALUE"/>; NAME is a password"#,
        needs: &["pass", "pwd", "secret", "token", "key"],
        also: &["<", "&lt;"],
        regex: concat!(
            r#"(?i)(?:key|name|id)(?-u:\s)*=(?-u:\s)*\\?["'](?-u:[\w.:\-])*(?:passw|pwd|secret|token|api.?key|credential)(?-u:[\w.:\-])*\\?["']"#,
            r#"[^<>]{0,80}?(?:value(?-u:\s)*=(?-u:\s)*\\?["']([^"'\\]+)|>([^<>]+)<)"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "named pair in text",
        form: "name: NAME, value: VALUE; NAME is a password",
        needs: &["pass", "pwd", "secret", "token", "key"],
        also: &["value", "Value", "VALUE"],
        regex: concat!(
            r#"(?i)(?-u:\b)(?:name|key|field|header)\\?["']?(?-u:\s)*[:=](?-u:\s)*\\?["']?(?-u:[\w.\-])*(?:passw|pwd|secret|token|api.?key|credential)(?-u:[\w.\-])*"#,
            r#"\\?["']?[\s,;]+\\?["']?value\\?["']?(?-u:\s)*[:=](?-u:\s)*(?:\\?"([^"\\]+)|'([^']+)|([^\s"',;}]+))"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "header of a command",
        form: "-H 'X-Some-Key: VALUE'",
        needs: &[" -h", "--header"],
        also: &[],
        regex: r#"(?i)(?-u:\s)(?:-H|--header)(?:=|(?-u:[ \t])*)\\?["'](?-u:[\w\-])*(?:key|token|auth)(?-u:\s)*:(?-u:\s)*([^"'\\]{4,})"#,
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "Kubernetes Secret",
        form: "kind: Secret ... data: NAME: VALUE",
        needs: &["secret"],
        also: &["data", "Data"],
        regex: concat!(
            r#"(?i)(?-u:\b)kind["']?:(?-u:\s)*["']?secret(?-u:\b)(?s:.){0,400}?(?-u:\b)(?:string)?data["']?:"#,
            r#"((?:(?-u:\s)+(?-u:[\w.\-])+:(?-u:[ \t])*(?:[|>][+\-]?(?-u:\s)+)?["']?(?-u:[A-Za-z0-9+/]){4,}={0,3}["']?)+)"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "text",
        name: "Kubernetes Secret",
        form: "data: NAME: VALUE ... kind: Secret",
        needs: &["secret"],
        also: &["data", "Data"],
        regex: concat!(
            r#"(?i)(?-u:\b)(?:string)?data["']?:((?:(?-u:\s)+(?-u:[\w.\-])+:(?-u:[ \t])*(?:[|>][+\-]?(?-u:\s)+)?["']?(?-u:[A-Za-z0-9+/]){4,}={0,3}["']?)+?)"#,
            r#"(?-u:\s)(?s:.){0,400}?(?-u:\b)kind["']?:(?-u:\s)*["']?secret(?-u:\b)"#
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "address",
        name: "Go address",
        form: "USER:PASSWORD@tcp(HOST)",
        needs: &["@(", "@/", "@tcp", "@udp", "@unix", "@cloudsql"],
        also: &[],
        regex: r#"(?:^|[\s"'=,;(])([^\s"'=,;(/@:]+:[^\s"']*)@(?:(?:tcp6?|udp|unix|cloudsql)?\(|/(?-u:\w))"#,
        check: Check::Shown,
    },
    Pattern {
        class: "address",
        name: "Oracle address",
        form: "USER/PASSWORD@//HOST, USER/PASSWORD@HOST:PORT/SERVICE, jdbc:oracle:thin:USER/PASSWORD@HOST",
        needs: &["@"],
        also: &[],
        regex: concat!(
            r#"(?i)(?:(?:^|[\s"'=,;(])(?:connect(?-u:\s)+)?|oracle:(?:thin|oci8?):)((?-u:[\w$\#.])+/[^\s"'/@]+)@"#,
            r"(?://|(?-u:[\w.\-])+:(?-u:[0-9]){2,5}(?:[/:]|(?-u:\b))|\((?-u:\s)*DESCRIPTION)"
        ),
        check: Check::Shown,
    },
    Pattern {
        class: "address",
        name: "Oracle address",
        form: "jdbc:oracle:thin:USER/PASSWORD@NAME, sqlplus USER/PASSWORD@NAME",
        needs: &["oracle:", "sqlplus", "userid=", "expdp", "impdp", "sqlldr"],
        also: &[],
        regex: r#"(?i)(?:oracle:(?:thin|oci8?):|sqlplus(?-u:\s)+(?:-(?-u:\w)+(?-u:\s)+)*|userid=|(?:expdp|impdp|sqlldr)(?-u:\s)+)\\?["']?((?-u:[\w$\#.])+/[^\s"'/@]+)@"#,
        check: Check::Shown,
    },
    Pattern {
        class: "address",
        name: "login before a host",
        form: "USER:PASSWORD@HOST:PORT without a scheme",
        needs: &["@"],
        also: &[],
        regex: r#"(?:^|[\s"'=,;(])([^\s"'=,;(/@:]+:[^\s"'/@]+)@(?-u:[\w.\-])+(?::(?-u:[0-9]){2,5}|/(?-u:\w))"#,
        check: Check::Shown,
    },
    Pattern {
        class: "address",
        name: "Teams webhook",
        form: "https://TENANT.webhook.office.com/...",
        needs: &[".webhook.office", "outlook.office"],
        also: &[],
        regex: r#"(?i)(?:\.webhook\.office(?:365)?\.com|outlook\.office(?:365)?\.com/webhook)/([^\s"'<>\\]+)"#,
        check: Check::Shown,
    },
    Pattern {
        class: "address",
        name: "Telegram bot",
        form: "api.telegram.org/bot...",
        needs: &["telegram.org"],
        also: &[],
        regex: r#"(?i)api\.telegram\.org/(?:file/)?bot([^\s"'<>\\/]+)"#,
        check: Check::Shown,
    },
];
