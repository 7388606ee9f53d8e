//! Pictures: camera, palettes, the point raster, and charts on any plotters backend.
