//! What the program is measured by: the physical floor of its work, and its own public parts set to that work.
//!
//! The floor is what the machine must do in any case: the same bytes parsed, the same rows written by SQLite's own C
//! interface, one commit, one scan of memory. It knows nothing of the program but its schema, which it finds in the file.

pub mod clinic;
pub mod cpu;
pub mod floor;
pub mod percentile;
pub mod queries;
pub mod relay;
pub mod window;
