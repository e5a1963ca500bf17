//! What the demo knows of each social platform: the calls it answers, the form of its ids, the scopes it grants.

/// The facts of one platform.
#[derive(Debug)]
pub(super) struct Platform {
    pub name: &'static str,
    /// The words people use for it.
    pub title: &'static str,
    pub connects_by: &'static str,
    pub publish: &'static str,
    pub upload: &'static str,
    pub scopes: &'static [&'static str],
    /// Where a published post can be seen; its short id follows.
    pub link: &'static str,
    pub id: IdForm,
    /// Days until a token ends; 0 for tokens that do not.
    pub token_days: u32,
    /// Of twelve profiles, how many have an account here.
    pub popularity: u64,
    /// Takes videos only.
    pub video_only: bool,
}

/// How a platform writes the id of a post.
#[derive(Debug, Clone, Copy)]
pub(super) enum IdForm {
    Digits(usize),
    Short(usize),
    /// A fixed beginning and digits after it.
    After(&'static str),
}

const fn platform(name: &'static str, title: &'static str, popularity: u64, publish: &'static str) -> Platform {
    Platform {
        name,
        title,
        connects_by: "oauth",
        publish,
        upload: publish,
        scopes: &[],
        link: "",
        id: IdForm::Digits(17),
        token_days: 60,
        popularity,
        video_only: false,
    }
}

/// The platforms; an account names one by its place here.
pub(super) const PLATFORMS: [Platform; 14] = [
    Platform {
        upload: "graph.facebook.com/v21.0/{ig-user-id}/media",
        scopes: &["instagram_basic", "instagram_content_publish", "pages_show_list"],
        link: "https://www.instagram.com/p/",
        ..platform("instagram", "Instagram", 12, "graph.facebook.com/v21.0/{ig-user-id}/media_publish")
    },
    Platform {
        scopes: &["pages_manage_posts", "pages_read_engagement", "pages_show_list"],
        upload: "graph.facebook.com/v21.0/{page-id}/photos",
        link: "https://www.facebook.com/permalink.php?story_fbid=",
        id: IdForm::Digits(15),
        ..platform("facebook", "Facebook", 11, "graph.facebook.com/v21.0/{page-id}/feed")
    },
    Platform {
        scopes: &["user.info.basic", "video.publish", "video.upload"],
        link: "https://www.tiktok.com/@_/video/",
        id: IdForm::After("v_pub_url~v2-1."),
        token_days: 365,
        video_only: true,
        ..platform("tiktok", "TikTok", 8, "open.tiktokapis.com/v2/post/publish/video/init/")
    },
    Platform {
        scopes: &["w_organization_social", "r_organization_social"],
        upload: "api.linkedin.com/rest/images?action=initializeUpload",
        link: "https://www.linkedin.com/feed/update/urn:li:share:",
        id: IdForm::After("urn:li:share:7"),
        ..platform("linkedin", "LinkedIn", 8, "api.linkedin.com/rest/posts")
    },
    Platform {
        scopes: &["tweet.read", "tweet.write", "users.read", "offline.access"],
        upload: "api.x.com/2/media/upload",
        link: "https://x.com/i/status/",
        id: IdForm::Digits(19),
        token_days: 0,
        ..platform("twitter", "X", 7, "api.x.com/2/tweets")
    },
    Platform {
        scopes: &["https://www.googleapis.com/auth/youtube.upload"],
        link: "https://www.youtube.com/watch?v=",
        id: IdForm::Short(11),
        video_only: true,
        ..platform("youtube", "YouTube", 6, "www.googleapis.com/upload/youtube/v3/videos")
    },
    Platform {
        scopes: &["threads_basic", "threads_content_publish"],
        upload: "graph.threads.net/v1.0/{user-id}/threads",
        link: "https://www.threads.net/post/",
        ..platform("threads", "Threads", 6, "graph.threads.net/v1.0/{user-id}/threads_publish")
    },
    Platform {
        scopes: &["boards:read", "pins:read", "pins:write"],
        upload: "api.pinterest.com/v5/media",
        link: "https://www.pinterest.com/pin/",
        id: IdForm::Digits(18),
        token_days: 30,
        ..platform("pinterest", "Pinterest", 4, "api.pinterest.com/v5/pins")
    },
    Platform {
        connects_by: "credentials",
        upload: "bsky.social/xrpc/com.atproto.repo.uploadBlob",
        link: "https://bsky.app/profile/_/post/",
        id: IdForm::Short(13),
        token_days: 0,
        ..platform("bluesky", "Bluesky", 4, "bsky.social/xrpc/com.atproto.repo.createRecord")
    },
    Platform {
        scopes: &["https://www.googleapis.com/auth/business.manage"],
        link: "https://local.google.com/place?id=",
        ..platform(
            "googlebusiness",
            "Google Business",
            4,
            "mybusiness.googleapis.com/v4/{account}/locations/{id}/localPosts",
        )
    },
    Platform {
        connects_by: "credentials",
        upload: "api.telegram.org/bot{token}/sendPhoto",
        link: "https://t.me/c/",
        id: IdForm::Digits(5),
        token_days: 0,
        ..platform("telegram", "Telegram", 3, "api.telegram.org/bot{token}/sendMessage")
    },
    Platform {
        scopes: &["identity", "submit"],
        upload: "oauth.reddit.com/api/media/asset.json",
        link: "https://www.reddit.com/comments/",
        id: IdForm::Short(7),
        token_days: 0,
        ..platform("reddit", "Reddit", 2, "oauth.reddit.com/api/submit")
    },
    Platform {
        scopes: &["snapchat-profile-api"],
        link: "https://www.snapchat.com/spotlight/",
        id: IdForm::Short(22),
        video_only: true,
        ..platform("snapchat", "Snapchat", 2, "businessapi.snapchat.com/v1/public_profiles/{id}/spotlights")
    },
    Platform {
        scopes: &["whatsapp_business_management", "whatsapp_business_messaging"],
        link: "https://wa.me/",
        id: IdForm::After("wamid."),
        ..platform("whatsapp", "WhatsApp", 1, "graph.facebook.com/v21.0/{phone-number-id}/messages")
    },
];

/// Whether `name` is a platform that both dialects list; whatsapp came with the present one.
pub(super) fn known(name: &str, with_whatsapp: bool) -> bool {
    PLATFORMS.iter().any(|platform| platform.name == name && (with_whatsapp || name != "whatsapp"))
}
