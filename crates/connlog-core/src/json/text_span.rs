//! A part of a text.

/// The offsets at which a part of a text begins and ends. It has half the size of a range of `usize`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextSpan {
    /// The offset of the first byte.
    pub from: u32,
    /// The offset after the last byte.
    pub to: u32,
}

impl TextSpan {
    /// Returns the part of `text`; empty if the text is shorter.
    #[inline]
    pub(super) fn slice(self, text: &str) -> &str {
        text.get(self.from as usize..self.to as usize).unwrap_or_default()
    }

    /// Returns the part as bytes. It avoids the check of the boundaries of characters.
    #[inline]
    pub(super) fn bytes(self, text: &str) -> &[u8] {
        text.as_bytes().get(self.from as usize..self.to as usize).unwrap_or_default()
    }

    /// Returns the part with offsets that start at `origin`.
    pub(super) const fn relative_to(self, origin: u32) -> Self {
        Self { from: self.from.saturating_sub(origin), to: self.to.saturating_sub(origin) }
    }
}
