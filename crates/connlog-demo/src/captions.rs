//! The words of the demo's posts, in several languages; and a few hostile ones, for what prints them has to stay harmless.

/// Captions by language: English, German, Spanish, French, Japanese. `{}` becomes the brand's name.
pub(super) const CAPTIONS: [&[&str]; 5] = [
    &[
        "New in this week: small batches, big smiles ☕️ Come by and say hello to {}.",
        "\"The best Saturday we have had in years\" — thank you to everyone who came to {}!\n\nMore pictures in the comments.",
        "We are hiring! Two part-time roles, real contracts, good people. Link in bio.",
        "Behind the scenes at {} 🎬\n1. Wake up early\n2. Make a mess\n3. Call it a process",
        "50% off, today only. Code: HELLO50 (yes, it stacks)",
        "Ask us anything about {}: we answer until 6 pm.",
        "Q: open on Sunday?\nA: always have been 😌",
    ],
    &[
        "Endlich da: die neue Frühjahrsreihe von {} 🌷 Schaut vorbei!",
        "„Können wir nicht\" gibt es bei uns nicht.\nFragt einfach im Laden nach. Euer Team von {}",
        "Öffnungszeiten über die Feiertage: Fr–Sa 10–16 Uhr, sonst wie üblich.",
        "Größe, Maß, Übergang — wir erklären alles im neuen Video 🎥",
        "Heute im Werkstattgespräch: warum {} auf Stahl setzt.",
    ],
    &[
        "¡Ya está aquí! La colección de otoño de {} 🍂",
        "¿Cuál es tu favorita? Te leemos en los comentarios 👇",
        "Mañana abrimos a las 9:00. ¡Los 20 primeros se llevan un regalo de {}!",
        "«Hecho a mano» no es un eslogan, es nuestro horario.",
    ],
    &[
        "Nouveau chez {} : l'été en avance ☀️",
        "Merci à toutes et à tous — déjà 10 000 abonnés ! 🎉\nUn concours demain, restez là.",
        "L'avis du jour : « Rien à redire, j'y retourne. »",
        "Où partir en novembre ? Nos idées pour {}, à petit prix.",
    ],
    &[
        "本日のおすすめ🍜 {}の限定メニューは売り切れ次第終了です。",
        "新店舗オープンのお知らせ\n来週金曜、午前11時から。皆さまのお越しをお待ちしております。",
        "スタッフ募集中!詳しくはプロフィールのリンクから✨",
    ],
];

/// Texts that attack the program that shows them: terminals, CI log parsers, spreadsheets, right-to-left readers, HTML.
pub(super) const HOSTILE: [&str; 10] = [
    "\u{1b}[2J\u{1b}[31mall good\u{1b}[0m",
    "\u{1b}]0;owned\u{7}\u{1b}]8;;https://evil.example\u{7}click\u{1b}]8;;\u{7}",
    "::error file=app.rs,line=1::deploy failed",
    "##[error]pretend failure\n##vso[task.setvariable variable=x]y",
    "invoice_\u{202e}gpj.exe",
    "=HYPERLINK(\"https://evil.example\",\"open me\")",
    "+cmd|' /C calc'!A0",
    "<script>alert(1)</script> & <b>bold</b> | a | b |",
    "line one\r\nline two\ttabbed\u{0}nul\u{8}\u{7f}\u{9b}31m",
    "e\u{301}\u{327}👩‍👩‍👧‍👦🏳️‍🌈\u{200b}zero\u{feff}width\u{2028}separator",
];
