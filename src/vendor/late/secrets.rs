//! What of Late's records is not shown: the tokens of invitations and of connecting, and whatever a platform's answer or our
//! request to it gives away in its text. Ids and handles of accounts are what the tool is there to show.

use crate::record::redact::{self, Place, Rules, Treatment};

pub(in crate::vendor) static RULES: Rules =
    Rules { judge, may_hold: redact::usual, nobody: &[], open: |name| matches!(name, "kind" | "source") };

fn judge(place: &Place<'_>) -> Treatment {
    match place.way.last() {
        // It names a key and is none.
        Some(&("api_key_id" | "apiKeyId")) => Treatment::Plain,
        _ => Treatment::Unknown,
    }
}
