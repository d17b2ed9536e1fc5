//! What differs by system: where the data lies, the console, the credential store, one window per data folder,
//! files that only their owner can read.

pub mod console;
pub mod credentials;
mod data_dir;
mod single_window;
mod whole_file;

pub use data_dir::data_dir;
pub use single_window::WindowLock;
pub use whole_file::write_whole;
