//! Groups of routes, by which keys are restricted.

/// A group of routes that a key may be without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RouteGroup {
    Publishing,
    Accounts,
    Webhooks,
    Billing,
    /// Routes that no restricted key may read.
    Admin,
    Public,
}

impl RouteGroup {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Publishing => "publishing",
            Self::Accounts => "accounts",
            Self::Webhooks => "webhooks",
            Self::Billing => "billing",
            Self::Admin => "admin-plane",
            Self::Public => "public",
        }
    }
}
