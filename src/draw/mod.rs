//! Pictures: camera, palettes, the point raster, and charts on any plotters backend.
//!
//! Points and charts are drawn differently. Points come by the hundred thousand and move, so [`raster`] writes them as
//! discs straight into RGBA memory. Whatever has text, axes or few lines is drawn by plotters, above the points. One
//! [`Camera`] serves both, so a line ends where its point is.

pub mod camera;
pub mod chart;
pub mod color;
pub mod export;
pub mod labels;
pub mod overlay;
pub mod palette;
pub mod pictures;
pub mod raster;
pub mod scene;
pub mod sparsity;
pub mod trails;

pub use camera::{Camera, Direction, Margins, Pose, Spot, View};
pub use chart::Chart;
pub use color::{ColorMap, Rgb};
pub use overlay::Overlay;
pub use palette::Theme;
pub use scene::Scene;
pub use sparsity::{Part, Sparsity};
pub use trails::Trails;
