//! Posts agree with the publishing log, but for the two cases in which the real API disagrees with itself.

use std::collections::HashMap;

use super::*;

#[test]
fn a_post_says_what_the_last_row_of_each_account_says() {
    let world = Dataset::new(1, 2_000, 6);
    let mut last: HashMap<(String, String), Value> = HashMap::new();
    let all = rows(&world, "logs");
    let window_start = all.last().unwrap()["created_at"].as_str().unwrap().to_owned();
    for row in &all {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        last.entry((text("post_id"), text("account_id"))).or_insert_with(|| row.clone());
    }
    let (mut agree, mut published_later, mut rejected_later) = (0, 0, 0);
    for ((post_id, account), row) in last.iter().filter(|((post, _), _)| !post.is_empty()) {
        let post = ask(&world, &format!("posts/{post_id}"))["post"].clone();
        let targets = post["platforms"].as_array().unwrap();
        let target = targets.iter().find(|target| target["accountId"]["_id"] == **account).unwrap();
        assert!(post["createdAt"].as_str() < row["created_at"].as_str());
        assert!(post["updatedAt"].as_str() >= row["created_at"].as_str() || row["created_at"] == *window_start);
        match (row["status"].as_str().unwrap(), target["status"].as_str().unwrap()) {
            ("success", "published") | ("skipped", "pending" | "cancelled") => agree += 1,
            ("failed", "failed" | "pending") => {
                assert_eq!(target["errorMessage"], row["error_message"]);
                agree += 1;
            }
            ("failed", "published") => {
                assert_eq!(target["platform"], "threads");
                published_later += 1;
            }
            ("success", "failed") => {
                assert_eq!(target["platform"], "tiktok");
                rejected_later += 1;
            }
            other => panic!("{other:?} {row} {post}"),
        }
    }
    assert!(agree > 1_000 && published_later > 3 && rejected_later > 2, "{agree} {published_later} {rejected_later}");
}

#[test]
fn posts_are_filtered_sorted_and_paged() {
    let world = Dataset::new(1, 1_000, 6);
    let list = |query: &str| ask(&world, &format!("posts?{query}"));
    let all = list("limit=500");
    let posts = all["posts"].as_array().unwrap();
    assert_eq!(all["pagination"]["total"], posts.len());
    assert!(posts.len() > 300);
    let mut paged = Vec::new();
    let mut cursor = "0".to_owned();
    loop {
        let page = list(&format!("limit=77&cursor={cursor}"));
        paged.extend(page["posts"].as_array().unwrap().iter().cloned());
        match page["pagination"]["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(paged, *posts);
    for status in ["published", "failed", "partial", "scheduled", "cancelled"] {
        let some = list(&format!("status={status}"))["pagination"]["total"].as_u64().unwrap();
        assert!(some > 0, "{status}");
        assert_eq!(some, posts.iter().filter(|post| post["status"] == status).count() as u64, "{status}");
    }
    let account = posts[9]["platforms"][0]["accountId"]["_id"].as_str().unwrap();
    let some = list(&format!("accountId={account}&limit=500"));
    assert!(some["posts"].as_array().unwrap().iter().all(|post| post.to_string().contains(account)));
    assert_eq!(list("fields=status&limit=1")["posts"][0].as_object().unwrap().len(), 2);
    for bad in ["limit=501", "status=all", "colour=red", "fromDate=soon"] {
        assert_eq!(ask_at(&world, ServedVersions::Zernio, &format!("posts?{bad}"), NOW), Err(400), "{bad}");
    }
    assert_eq!(ask_at(&world, ServedVersions::Late, "posts/65f1c0a9e2b5af0012ab34cd", NOW), Err(404));
}
