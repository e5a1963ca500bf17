//! Words that make a key secret, and words that make a key or value harmless.

/// What a key word says about the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Redacted unless it is clearly harmless: a number, a boolean, or a word of [`SHOWN`].
    Ambiguous,
    /// The same as [`Weight::Ambiguous`], but a number of 3 to 10 digits is redacted.
    Code,
    /// Redacted under a key. In text these words usually mean files and stores, so text is not redacted.
    Store,
    /// Redacted under a key and after `=`. After `:` in text only if it looks random.
    Secret,
    /// Redacted under a key, and in text after `=` and `:`.
    Strong,
    /// The same as [`Weight::Strong`]; in text the value may have several words.
    Password,
}

/// The required position of a word in a key. Separators and case are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// Anywhere.
    Part,
    /// At the end, as a separate word: `dbPass` and `db_pass`, but not `bypass`.
    Last,
}

impl Position {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Part => "anywhere in the key",
            Self::Last => "last word of the key",
        }
    }
}

/// Key words of one kind, separated by blanks.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) weight: Weight,
    pub(crate) position: Position,
    pub(crate) words: &'static str,
}

/// The key words. Separators and accents are ignored: `contrasena` matches `contraseña`, and `apikey` matches
/// `API_KEY`.
pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "passwords",
        weight: Weight::Password,
        position: Position::Part,
        words: "password passphrase passwd passcode pwd pswd passwrd passwrt passw0rd pa55word p4ssword dbpass userpass rootpass \
            adminpass mypass keypass storepass smtppass ftppass passkey seedphrase mnemonic",
    },
    Group {
        name: "passwords in other languages",
        weight: Weight::Password,
        position: Position::Part,
        words: "passwort kennwort losungswort geheimwort zugangscode zugangsdaten anmeldedaten contraseña contrasenya contrasinal \
            palabraclavesecreta motdepasse motpasse senha palavrapasse palavrachavesecreta parolad'ordine parolaordine \
            wachtwoord wagwoord toegangscode lösenord passord adgangskode kodeord adgangsord salasana salasõna parool \
            lykilorð jelszó lozinka zaporka slaptažodis fjalëkalim pasahitza pasfhocal cyfrinair katasandi katalaluan mậtkhẩu \
            nenosiri pasvorto пароль парола лозинка лозинки кодовоеслово κωδικόςπρόσβασης συνθηματικό كلمةالمرور كلمةالسر \
            كلمةسر رمزعبور گذرواژه סיסמה סיסמא पासवर्ड कूटशब्द รหัสผ่าน 密码 密碼 口令 パスワード パスコード 暗証番号 合言葉 비밀번호 암호 패스워드 პაროლი \
            գաղտնաբառ পাসওয়ার্ড கடவுச்சொல்",
    },
    Group {
        name: "passwords, as a word",
        weight: Weight::Password,
        position: Position::Last,
        words: "pw dbpw userpw rootpw adminpw psw passw pword mdp heslo hasło geslo parolă parole şifre κωδικός",
    },
    Group {
        name: "secrets",
        weight: Weight::Strong,
        position: Position::Part,
        words: "secret credential authorization authorisation cookie geheimnis geheimschlüssel \
            chavesecreta chiavesegreta clésecrète секрет учетныеданные 秘密鍵 認証情報 シークレット 密钥 密鑰 私钥 私鑰 비밀키 시크릿",
    },
    Group { name: "secrets, as a word", weight: Weight::Strong, position: Position::Last, words: "creds cred psk" },
    Group {
        name: "tokens and addresses with credentials",
        weight: Weight::Secret,
        position: Position::Part,
        words: "token connectionstring connstring connstr sasurl sasuri signature signedurl signeduri databaseurl databaseuri \
            dburl dburi postgresurl mysqlurl mongourl mongouri mongodburi redisurl amqpurl brokerurl webhookurl webhookuri \
            webhooklink jsessionid phpsessid aspsessionid sessionkey sessiontoken csrf xsrf authcode authkey authheader \
            authstring oauthcode authorizationcode recoverycode backupcode secreto segredo segreto jeton токен トークン 令牌 토큰",
    },
    Group {
        name: "keys",
        weight: Weight::Secret,
        position: Position::Part,
        words: "apikey privatekey accesskey accountkey clientkey masterkey subscriptionkey functionkey integrationkey appkey \
            applicationkey userkey companykey consumerkey signonkey storagekey sharedkey sshkey hmackey deploykey \
            deploymentkey licensekey licencekey servicekey serviceaccountkey signingkey encryptionkey decryptionkey \
            symmetrickey instrumentationkey apischlüssel zugriffsschlüssel privaterschlüssel cléapi cléprivée claveapi \
            claveprivada clavesecreta chaveapi chaveprivada chavedeacesso chiaveprivata chiaveapi apiключ ключapi \
            закрытыйключ приватныйключ apiキー apikulcs api키",
    },
    Group {
        name: "keys, as words",
        weight: Weight::Secret,
        position: Position::Last,
        words: "signkey encryptkey decryptkey cipherkey cryptokey aeskey deskey rsakey dsakey eckey gpgkey pgpkey tlskey sslkey \
            pemkey adminkey rootkey serverkey writekey readkey webhookkey botkey securitykey jwtkey devkey developerkey \
            partnerkey merchantkey managementkey ingestionkey insertkey activationkey sendgridkey stripekey openaikey awskey \
            gcpkey azurekey kmskey",
    },
    Group {
        name: "tokens, as a word",
        weight: Weight::Secret,
        position: Position::Last,
        words: "clave geheim jwt dsn sas sastoken",
    },
    Group {
        name: "stores of keys",
        weight: Weight::Store,
        position: Position::Part,
        words: "rolearn keystore truststore wallet bearer",
    },
    Group {
        name: "codes",
        weight: Weight::Code,
        position: Position::Last,
        words: "pin pincode otp otpcode totp totpcode mfacode twofactorcode 2fa 2facode smscode verificationcode securitycode \
            onetimecode cvv cvc tan",
    },
    Group {
        name: "ambiguous words",
        weight: Weight::Ambiguous,
        position: Position::Last,
        words: "pass auth session sig pem hmac sessid codeverifier",
    },
];

/// Ends of a key that mean a store of keys.
pub(crate) const ENDS: &str = "cert certificate";

/// Names of query parameters whose values are redacted, besides the key words.
pub(crate) const QUERY: &str = "key code auth sign";

/// Ends of keys that describe a secret without containing it.
pub(crate) const HARMLESS_ENDS: &str =
    "expiresat expiresin expiry type method count limit length status enabled required";

/// Whole words that contain a key word but mean something else.
pub(crate) const HARMLESS_KEYS: &str = "isprimarykey primarykeyclause secretary secretariat secretariats tokenizer tokenize tokenized tokenization tokenise \
    passwordless cookieless cookiebanner cookieconsent monkey turkey";

/// Harmless values under an ambiguous key, in lower case and without separators.
pub(crate) const SHOWN: &str = "true false yes no on off none null nil undefined unknown na default auto required optional enabled disabled active \
    inactive started starting ended expired valid invalid success successful succeeded failed failure fail error ok passed \
    skipped pending open opened closed created new missing denied granted basic bearer digest oauth oauth1 oauth2 oidc openid \
    saml saml2 sso ldap kerberos iam jwt apikey key keypair password token certificate cert mtls tls ssl scram scramsha256 \
    md5 ntlm negotiate sigv4 serviceaccount anonymous public private internal plain sha256 hmacsha256 email sms app user \
    guest id name createdat updatedat incremental full historical invalidrequest invalidclient invalidgrant invalidscope \
    invalidtoken invalidstate unauthorizedclient unsupportedgranttype unsupportedresponsetype accessdenied servererror \
    temporarilyunavailable interactionrequired loginrequired consentrequired accountselectionrequired authorizationpending \
    slowdown expiredtoken insufficientscope";

/// Ordinary words of sentences. After `password:` they show that a sentence follows, and after a value that the value
/// has ended.
pub(crate) const PROSE: &str = "a an the is are was were be been being has have had must may might can cannot could should shall will would do does did \
    not no and or but for of in on at to by as from with without within into than that this these those it its your you we \
    our they when while if then after before because so please try again retry retrying failed failure fails failing fail \
    invalid incorrect wrong expired expires missing required rejected denied refused revoked reset changed updated sent \
    received accepted found unknown empty set unset used using via error errors warning warn info debug severe fatal \
    connection connect connecting connected timeout timed host port user username database server client account login \
    authentication authorization access request response status code message exception caused too short long weak strong only \
    also still already now next step until per all any each more less least most needs need check see use http https";

/// Letters that look like a Latin letter, or are one with an accent.
pub(crate) const LOOKALIKES: &[(char, &str)] = &[
    ('a', "аɑαάáàâäãåāăąǎạảấầẩẫậắằẳẵặ"),
    ('b', "ьвβßʙ"),
    ('c', "сϲⅽçćčĉċ"),
    ('d', "ԁⅾďđð"),
    ('e', "еεєέéèêëēĕėęěẹẻẽếềểễệё"),
    ('g', "ɡğĝġģ"),
    ('h', "һнħĥ"),
    ('i', "іιίíìîïīĭįıịỉĩ"),
    ('j', "јϳ"),
    ('k', "кκķĸ"),
    ('l', "ӏⅼļľĺł"),
    ('m', "мⅿ"),
    ('n', "ոηñńňņŋ"),
    ('o', "оοσόóòôöõøōŏőơọỏốồổỗộớờởỡợ"),
    ('p', "рρþ"),
    ('q', "ԛ"),
    ('r', "řŕŗ"),
    ('s', "ѕśšşșŝς"),
    ('t', "тτťţț"),
    ('u', "υύսúùûüūŭůűųưụủũứừửữự"),
    ('v', "ѵν"),
    ('w', "ԝŵ"),
    ('x', "хχ"),
    ('y', "уγýÿŷỳỵỷỹ"),
    ('z', "źžż"),
    ('ハ', "パバ"),
    ('ト', "ド"),
    ('ワ', "ヷ"),
];

/// Characters that are ignored in a key.
pub(crate) const SPACES: &[char] =
    &['_', '-', ' ', '.', '\'', '’', '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ff3f}'];

/// Parts of words, ignoring case; a text without any of them contains nothing to redact. Every key word that may be
/// anywhere in a key contains one of them; a test checks this.
pub(crate) const TRIGGERS: &str = "pass pa55w p4ssw pword db_ur dbur db-ur db.ur claveapi claveprivada pwd pswd secret token key cred cert authori signature cookie bearer wallet truststore seedphrase mnemonic jsessionid \
    phpsessid aspsession csrf xsrf identified negotiate ntlm";

/// The same for key words that must be separate words.
pub(crate) const WORD_TRIGGERS: &str = "pass auth session sessid sig pem hmac psw mdp heslo geslo parole clave geheim psk jwt dsn sas pin otp totp hotp 2fa verifier codeverifier cvv \
    cvc tan";

/// Marks after `pw`, which is too short for a search.
pub(crate) const AFTER_PW: &[&str] = &["\"", "=", ":", "'", "\\", "%", " ", "<", ">", "&", "_", "\t"];

/// Words of two parts, with at most one mark of [`BETWEEN`] in between.
pub(crate) const PAIRS: &str = "sas_ur connection_string conn_str role_arn database_ur postgres_url mysql_url mongo_ur mongodb_ur redis_url \
    amqp_url broker_url webhook_ur webhook_link signed_ur auth_code auth_header auth_string authorization_code recovery_code \
    backup_code security_code verification_code sms_code mfa_code factor_code 2fa_code time_code otp_code pin_code clé_api clé_sec \
    clé_priv mot_de mot_pas kata_sandi kata_laluan mat_khau";
/// Marks that may be between the parts of [`PAIRS`].
pub(crate) const BETWEEN: &[u8] = b"_- .";

/// Triggers that are not key words: signs of commands, URLs, e-mail addresses and values.
pub(crate) const OTHER_TRIGGERS: &[&str] = &[
    "1\\/\\/0",
    "\\u0",
    "\\u1",
    "\\u2",
    "\\u3",
    "\\u4",
    "\\u5",
    "\\u6",
    "\\u7",
    "\\u8",
    "\\u9",
    "\\ua",
    "\\ub",
    "\\uc",
    "\\ud",
    "\\ue",
    "\\uf",
    "?code=",
    "&code=",
    "?sign=",
    "&sign=",
    "%3fcode",
    "%26code",
    "%3fsign",
    "%26sign",
    "%40",
    "%2540",
    "&#64",
    "&#064",
    "&#x40",
    "&#x0040",
    "&commat",
    " -u",
    "--user",
    "proxy-user",
    "http-user",
    "mysql",
    "maria",
    "sshpass",
    "redis-cli",
    "sqlcmd",
    "mycli",
    "xtrabackup",
    "unzip -",
    "mongo -",
    "mongosh",
    "docker login",
    "ldap",
    "0q~",
    "1q~",
    "2q~",
    "3q~",
    "4q~",
    "5q~",
    "6q~",
    "7q~",
    "8q~",
    "9q~",
    "_mmk",
    ":aa",
    "%3aaa",
    "%7c",
    "aaaaaaaaaaaaaaaaaaaa",
    "---begin",
    "--- begin",
    "oracle:",
    "sqlplus",
    "webhook.office",
    "outlook.office",
    "telegram.org",
];

/// Triggers in other scripts and with accents, folded like keys.
pub(crate) const FOLDED_TRIGGERS: &str = "kennwort losungswort geheim zugang anmeldedaten contras palabra palavra parola motde mot_de mot-de motpas senha \
    wachtwoord wagwoord toegang losenord kodeord adgang salasana salasona parool lykilor jelszo lozink zaporka slaptaz \
    fjalekal pasahitz pasfhoc cyfrinair katasandi kata_sandi katalaluan kata_laluan matkhau mat_khau nenosiri pasvorto пароль \
    парола лозинк кодов кодово κωδικ συνθημ كلمة رمز گذر סיסמ पासव कूट รหัส 密码 密碼 口令 パスワ パスコ 暗証 合言葉 비밀 암호 패스 პარ գաղտ পাস \
    கடவு secreto segredo segreto chave chiave секрет учет 秘密 認証 シークレット 密钥 密鑰 私钥 私鑰 시크릿 jeton токен トークン 令牌 토큰 schlussel ключ \
    キー kulcs 키 haslo sifre";
