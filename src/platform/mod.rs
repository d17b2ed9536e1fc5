//! What differs by system: where the data lies, the console, the credential store, one window per data folder.

pub mod console;
pub mod credentials;
mod data_dir;
mod single_window;

pub use data_dir::data_dir;
pub use single_window::WindowLock;
