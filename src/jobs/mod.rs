//! What runs the pipeline in other ways than once over a user's files.

pub mod author;
pub mod compare;
pub mod fix;
pub mod history;
pub mod import;
pub mod init;
pub mod loosen;
pub mod manifest;
pub mod new_rule;
mod overlay;
pub mod store;
pub mod test;
