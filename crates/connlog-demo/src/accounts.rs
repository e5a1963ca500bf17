//! Who acts in the demo: an agency with invented client brands, their profiles (a brand in one market) and accounts.
//!
//! The cast is the same for every seed, so that ids in documentation and scripts stay valid.

use std::ops::Range;

use super::platforms::{PLATFORMS, Platform};
use super::rng::{Draws, SeededRng, Topic};

/// A client of the agency.
#[derive(Debug)]
pub(super) struct Brand {
    pub name: &'static str,
    pub handle: &'static str,
    /// The language its captions are written in, a place in `captions::CAPTIONS`.
    pub language: usize,
    pub tag: &'static str,
}

const fn brand(name: &'static str, handle: &'static str, language: usize, tag: &'static str) -> Brand {
    Brand { name, handle, language, tag }
}

const BRANDS: [Brand; 12] = [
    brand("Quillmoor Coffee", "quillmoor", 0, "coffee"),
    brand("Brixendal Räder", "brixendal", 1, "fahrrad"),
    brand("Velatero Azulejos", "velatero", 2, "ceramica"),
    brand("Lunapère Soins", "lunapere", 3, "beaute"),
    brand("Okonamaru ラーメン", "okonamaru", 4, "ramen"),
    brand("Hollowfen Books", "hollowfenbooks", 0, "bookshop"),
    brand("Tannwick Outdoor", "tannwick", 1, "wandern"),
    brand("Caldrino Pizza", "caldrinopizza", 2, "pizza"),
    brand("Wexmarrow Estates", "wexmarrow", 0, "homes"),
    brand("Miravanto Voyages", "miravanto", 3, "voyage"),
    brand("Zubrovnik & Sons", "zubrovnik_tools", 0, "diy"),
    brand("Safirah Yoga", "safirahyoga", 0, "yoga"),
];

/// Markets of a brand: what they add to its name and to its handles.
const MARKETS: [(&str, &str); 4] = [("", ""), (" North", "north"), (" Shop", "shop"), (" Studio", "studio")];

/// A brand in one market.
#[derive(Debug)]
pub(super) struct Profile {
    pub id: String,
    pub brand: &'static Brand,
    pub accounts: Range<usize>,
}

impl Profile {
    /// The name of the brand in this market, which its accounts show too.
    pub(super) fn name<'a>(&self, cast: &'a Agency) -> &'a str {
        &cast.accounts[self.accounts.start].name
    }
}

/// A brand's account on a platform.
#[derive(Debug)]
pub(super) struct Account {
    pub id: String,
    /// A place in [`PLATFORMS`].
    pub platform: usize,
    pub handle: String,
    pub name: String,
    pub profile: usize,
}

impl Account {
    pub(super) fn platform(&self) -> &'static Platform {
        &PLATFORMS[self.platform]
    }
}

/// Everyone who acts.
#[derive(Debug)]
pub(super) struct Agency {
    pub profiles: Vec<Profile>,
    pub accounts: Vec<Account>,
    /// Places of the accounts that send and receive messages.
    pub inboxes: Vec<usize>,
    /// Ids of the agency's people.
    pub users: [String; 4],
}

/// An id as the API writes them.
fn id(of: &str, place: u64) -> String {
    let number = SeededRng(0).roll(Topic::Account, place);
    format!("{of}{number:016x}")
}

impl Agency {
    pub(super) fn assemble() -> Self {
        let mut cast = Self {
            profiles: Vec::new(),
            accounts: Vec::new(),
            inboxes: Vec::new(),
            users: [0, 1, 2, 3].map(|place| id("64e1f0a9", 900_000 + place)),
        };
        for brand in &BRANDS {
            for (suffix, market) in MARKETS {
                cast.add_profile(brand, suffix, market);
            }
        }
        let has_inbox = |account: &Account| {
            matches!(account.platform().name, "whatsapp" | "facebook" | "instagram" | "telegram" | "twitter")
        };
        let inboxes = cast.accounts.iter().enumerate().filter(|(_, account)| has_inbox(account));
        cast.inboxes = inboxes.map(|(place, _)| place).collect();
        cast
    }

    fn add_profile(&mut self, brand: &'static Brand, suffix: &str, market: &str) {
        let profile = self.profiles.len();
        let first = self.accounts.len();
        let name = format!("{}{suffix}", brand.name);
        for (place, platform) in PLATFORMS.iter().enumerate() {
            let key = (profile * PLATFORMS.len() + place) as u64;
            let mut draws = Draws::new(SeededRng(7).roll(Topic::Account, key));
            if draws.below(12) < platform.popularity {
                let id = id("65a4c7d2", key);
                let handle = handle(platform, brand.handle, market, &mut draws);
                self.accounts.push(Account { id, platform: place, handle, name: name.clone(), profile });
            }
        }
        let accounts = first..self.accounts.len();
        self.profiles.push(Profile { id: id("64f0b3e1", 500_000 + profile as u64), brand, accounts });
    }
}

/// A handle in the manner of the platform.
fn handle(platform: &Platform, brand: &str, market: &str, draws: &mut Draws) -> String {
    let join = |by: &str| if market.is_empty() { brand.to_owned() } else { format!("{brand}{by}{market}") };
    match platform.name {
        "bluesky" => format!("{}.bsky.social", join("-").replace('_', "-")),
        "linkedin" => join("-").replace('_', "-"),
        "telegram" => format!("{}_channel", join("_")),
        "whatsapp" => format!("+49 1555 {:07}", draws.below(10_000_000)),
        "tiktok" => join("."),
        _ => join(draws.pick::<&str>(&["", "_", "."])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_profile_has_accounts_and_no_id_repeats() {
        let cast = Agency::assemble();
        assert!(cast.profiles.iter().all(|profile| profile.accounts.len() >= 3), "{cast:?}");
        let ids: HashSet<&str> = cast.accounts.iter().map(|account| account.id.as_str()).collect();
        assert_eq!(ids.len(), cast.accounts.len());
        assert!(ids.iter().all(|id| id.len() == 24));
        let seen: HashSet<usize> = cast.accounts.iter().map(|account| account.platform).collect();
        assert_eq!(seen.len(), PLATFORMS.len());
    }
}
