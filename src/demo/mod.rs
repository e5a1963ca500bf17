//! The built-in demo API.
mod captions;
mod cast;
mod connections;
mod dice;
mod failures;
mod json;
mod platforms;
mod posts;
mod timeline;
mod world;
