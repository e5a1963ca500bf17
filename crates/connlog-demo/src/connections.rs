//! Connection entries: who connected, who failed, who came back. Drawn by index in two steps, an outline that filters
//! decide on and the details that only rows on a page need.

use super::accounts::Account;
use super::captions::HOSTILE;
use super::dataset::Dataset;
use super::failure_scenarios::{CREDENTIALS, ConnectFailure, EXPIRIES, GOOGLE, LEAVINGS, META, OAUTH, ScenarioEnding};
use super::rng::{Draws, Topic, below_len};
use super::time_index::{DAY, EntryKind};

/// What happened to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionEvent {
    ConnectSuccess,
    ConnectFailed,
    Disconnect,
    ReconnectSuccess,
    ReconnectFailed,
}

impl ConnectionEvent {
    /// Every event under the name the late dialect gives it.
    pub(super) const NAMES: [(&'static str, Self); 5] = [
        ("connect_success", Self::ConnectSuccess),
        ("connect_failed", Self::ConnectFailed),
        ("disconnect", Self::Disconnect),
        ("reconnect_success", Self::ReconnectSuccess),
        ("reconnect_failed", Self::ReconnectFailed),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, event)| *event == self).map_or("", |(name, _)| name)
    }

    pub(super) const fn succeeded(self) -> bool {
        matches!(self, Self::ConnectSuccess | Self::ReconnectSuccess)
    }

    pub(super) const fn failed(self) -> bool {
        matches!(self, Self::ConnectFailed | Self::ReconnectFailed)
    }

    pub(super) const fn again(self) -> bool {
        matches!(self, Self::ReconnectSuccess | Self::ReconnectFailed)
    }
}

/// What filters look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionOutline {
    /// A place in the cast.
    pub account: usize,
    pub event: ConnectionEvent,
    /// For a disconnect, whether somebody wanted it.
    pub intentional: bool,
    outage: bool,
}

/// One entry, whole.
#[derive(Debug)]
pub(super) struct Connection<'a> {
    pub id: String,
    pub time: u64,
    pub account: &'a Account,
    pub profile_id: &'a str,
    pub event: ConnectionEvent,
    pub user: Option<&'a str>,
    pub method: &'static str,
    pub failure: Option<&'static ConnectFailure>,
    pub ending: Option<&'static ScenarioEnding>,
    /// Almost always the account's own name; now and then one that attacks its reader.
    pub display_name: &'a str,
    pub token_expires: Option<u64>,
    pub account_type: &'static str,
    pub duration: Option<u64>,
    pub headless: bool,
    pub custom_redirect: bool,
    pub own_keys: bool,
    pub invitation: Option<String>,
    pub with_picture: bool,
}

#[derive(Debug, Clone, Copy)]
enum ConnectStep {
    Connect,
    Refused,
    Expired,
    StillBroken,
    Healed,
    Left,
}

use ConnectStep::{Connect, Expired, Healed, Left, Refused, StillBroken};

const PLOT: usize = 16;
/// What sixteen neighbouring entries tell: a step and which of the plot's accounts takes it. Who expires, comes back
/// in the same plot.
const PLOTS: [[(ConnectStep, u64); PLOT]; 3] = [
    [
        (Connect, 0),
        (Expired, 1),
        (Connect, 2),
        (Connect, 3),
        (StillBroken, 1),
        (Connect, 4),
        (Healed, 1),
        (Connect, 5),
        (Healed, 6),
        (Left, 7),
        (Refused, 8),
        (Connect, 8),
        (Connect, 9),
        (Healed, 10),
        (Connect, 11),
        (Connect, 12),
    ],
    [
        (Connect, 0),
        (Connect, 1),
        (Healed, 2),
        (Connect, 3),
        (Expired, 4),
        (Connect, 5),
        (Healed, 6),
        (Connect, 7),
        (Healed, 4),
        (Connect, 8),
        (Connect, 9),
        (Left, 10),
        (Connect, 11),
        (Healed, 12),
        (Connect, 13),
        (Refused, 14),
    ],
    [
        (Connect, 0),
        (Expired, 1),
        (Connect, 2),
        (StillBroken, 1),
        (Connect, 3),
        (StillBroken, 1),
        (Connect, 4),
        (Connect, 5),
        (Healed, 1),
        (Connect, 6),
        (Expired, 7),
        (Healed, 7),
        (Connect, 8),
        (Connect, 9),
        (Healed, 10),
        (Connect, 11),
    ],
];

impl Dataset {
    /// What happens in connection entry `n`, without the details.
    pub(super) const fn connection_outline(&self, n: u64) -> ConnectionOutline {
        let block = n / PLOT as u64;
        let plot = below_len(self.dice.roll(Topic::Plot, block) % PLOTS.len() as u64);
        let (step, actor) = PLOTS[plot][below_len(n % PLOT as u64)];
        let actor = self.dice.roll(Topic::Actor, block * PLOT as u64 + actor);
        let account = below_len(actor % self.cast.accounts.len() as u64);
        self.outcome(n, account, step)
    }

    const fn outcome(&self, n: u64, account: usize, step: ConnectStep) -> ConnectionOutline {
        let outage = self.outage(self.cast.accounts.as_slice()[account].platform, n);
        let unlucky = self.dice.roll(Topic::Trouble, n) % 100 < if outage { 60 } else { 2 };
        let event = match step {
            Connect if unlucky => ConnectionEvent::ConnectFailed,
            Connect => ConnectionEvent::ConnectSuccess,
            Refused => ConnectionEvent::ConnectFailed,
            StillBroken => ConnectionEvent::ReconnectFailed,
            Healed if unlucky => ConnectionEvent::ReconnectFailed,
            Healed => ConnectionEvent::ReconnectSuccess,
            Expired | Left => ConnectionEvent::Disconnect,
        };
        ConnectionOutline { account, event, intentional: matches!(step, Left), outage: outage && unlucky }
    }

    /// The late dialect's id of connection entry `n`.
    pub(super) fn connection_id(&self, n: u64) -> String {
        self.object_id(self.line.time(EntryKind::Connection, n), 0xC, n)
    }

    /// Connection entry `n` with everything about it.
    pub(super) fn connection(&self, n: u64) -> Connection<'_> {
        let ConnectionOutline { account, event, intentional, outage } = self.connection_outline(n);
        let account = &self.cast.accounts[account];
        let mut draws = Draws::new(self.dice.roll(Topic::ConnectionDetail, n));
        let time = self.line.time(EntryKind::Connection, n);
        let platform = account.platform();
        let failure = event.failed().then(|| failure(account, outage, &mut draws));
        let early = event == ConnectionEvent::ConnectFailed && failure.is_some_and(|failure| failure.status == 400);
        let invited = platform.connects_by == "oauth" && !event.again() && draws.one_in(12);
        let credentials = platform.connects_by == "credentials";
        let endings = if intentional { &LEAVINGS[..] } else { &EXPIRIES[..] };
        Connection {
            id: self.connection_id(n),
            time,
            account,
            profile_id: &self.cast.profiles[account.profile].id,
            event,
            user: if early && draws.one_in(4) { None } else { Some(draws.pick(&self.cast.users[..]).as_str()) },
            method: if invited { "invitation" } else { platform.connects_by },
            failure,
            ending: (event == ConnectionEvent::Disconnect).then(|| draws.pick(endings)),
            display_name: if draws.one_in(400) { draws.pick::<&str>(&HOSTILE) } else { &account.name },
            token_expires: (platform.token_days > 0).then(|| time + u64::from(platform.token_days) * DAY),
            account_type: account_type(platform.name),
            duration: duration(event, credentials, outage, &mut draws),
            headless: draws.one_in(5),
            custom_redirect: draws.one_in(4),
            own_keys: draws.one_in(40),
            invitation: invited.then(|| format!("inv_demo_{:016x}", draws.below(u64::MAX))),
            with_picture: !credentials && !draws.one_in(6),
        }
    }
}

fn failure(account: &Account, outage: bool, draws: &mut Draws) -> &'static ConnectFailure {
    let platform = account.platform();
    match (platform.connects_by, platform.name) {
        ("credentials", _) => &CREDENTIALS[usize::from(outage)],
        _ if outage => &OAUTH[0],
        (_, "facebook" | "instagram") if draws.one_in(3) => &META,
        (_, "googlebusiness" | "youtube") if draws.one_in(3) => &GOOGLE,
        _ => draws.pick(&OAUTH[1..]),
    }
}

fn account_type(platform: &str) -> &'static str {
    match platform {
        "linkedin" => "organization",
        "twitter" | "reddit" | "bluesky" | "telegram" | "snapchat" => "personal",
        _ => "business",
    }
}

/// Nobody waits for a disconnect; a platform that is down takes long to say so.
fn duration(event: ConnectionEvent, credentials: bool, outage: bool, draws: &mut Draws) -> Option<u64> {
    let spread = draws.below(900) + draws.below(900) + draws.below(900);
    match event {
        ConnectionEvent::Disconnect => None,
        _ if outage => Some(9_000 + spread * 8),
        _ if credentials => Some(180 + spread / 4),
        _ => Some(700 + spread),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_expires_is_healed_within_its_plot() {
        for plot in PLOTS {
            for (place, (step, actor)) in plot.iter().enumerate() {
                let healed = |(step, who): &(ConnectStep, u64)| matches!(step, Healed) && who == actor;
                assert!(!matches!(step, Expired | StillBroken) || plot[place..].iter().any(healed));
            }
        }
    }

    #[test]
    fn failures_are_a_believable_share_and_seeds_differ() {
        let world = Dataset::new(1, 4000, 6);
        let failed = (0..20_000).filter(|n| world.connection_outline(*n).event.failed()).count();
        assert!((2000..4000).contains(&failed), "{failed}");
        assert_eq!(world.connection(77).id, Dataset::new(1, 4000, 6).connection(77).id);
        let other = Dataset::new(2, 4000, 6);
        assert!((0..100).any(|n| world.connection_outline(n).account != other.connection_outline(n).account));
    }
}
