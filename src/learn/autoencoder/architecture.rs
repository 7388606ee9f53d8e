//! From parameters to the layers of both halves.

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::learn::network::{Activation, Convolution, Dense, Layer, Maps, Resample, Resampling};
use crate::parameters::Arguments;

/// Width and height of the windows that filters look through, and the frame of zeros with which maps keep their size.
const KERNEL: usize = 3;
const PADDING: usize = KERNEL / 2;
/// Width and height of what is pooled, or repeated.
const HALVED: usize = 2;

/// The layers of encoder and decoder; the encoder has `outputs` numbers for each component.
///
/// With `filters`, convolutions that are each followed by pooling come before the dense layers, and the decoder mirrors
/// them: what was halved is repeated, then convolved.
pub(super) fn halves(
    id: &'static str,
    outputs: usize,
    data: &Dataset,
    arguments: &Arguments,
) -> Result<[Vec<Layer>; 2]> {
    let hidden = Activation::from_arguments(id, arguments)?;
    let filters = arguments.integers("filters");
    let blocks = if filters.is_empty() { Vec::new() } else { blocks(id, data, &filters)? };
    let components = arguments.integer("components");

    let mut widths = vec![blocks.last().map_or(data.matrix(id)?.ncols(), |block| block.coarse.size())];
    widths.extend(arguments.integers("layers"));
    let dense = |inputs, outputs, activation| Layer::Dense(Dense { inputs, outputs, activation });
    let mut encoder: Vec<Layer> = blocks.iter().flat_map(|block| block.down(hidden)).flatten().collect();
    encoder.extend(widths.windows(2).map(|pair| dense(pair[0], pair[1], hidden)));
    encoder.push(dense(widths[widths.len() - 1], outputs * components, Activation::Linear));

    widths.push(components);
    // Whatever layer is the last: the reconstruction is linear.
    let activation = |is_last| if is_last { Activation::Linear } else { hidden };
    let back = widths.windows(2).enumerate().rev();
    let mut decoder: Vec<Layer> =
        back.map(|(index, pair)| dense(pair[1], pair[0], activation(index == 0 && blocks.is_empty()))).collect();
    let back = blocks.iter().enumerate().rev();
    decoder.extend(back.flat_map(|(index, block)| block.up(activation(index == 0))).flatten());
    Ok([encoder, decoder])
}

/// Maps before a convolution of the encoder, and after the pooling behind it.
struct Block {
    fine: Maps,
    coarse: Maps,
}

impl Block {
    /// Convolution, then pooling. Neither is missing, since windows with a frame fit and sizes are even.
    fn down(&self, activation: Activation) -> Option<[Layer; 2]> {
        let convolution = Convolution::new(self.fine, self.coarse.channels, KERNEL, PADDING, activation)?;
        let pooling = Resample::new(Resampling::MaxPool, convolution.output(), HALVED)?;
        Some([Layer::Convolution(convolution), Layer::Resample(pooling)])
    }

    /// The same backwards: the nearest neighbor, then a convolution.
    fn up(&self, activation: Activation) -> Option<[Layer; 2]> {
        let larger = Resample::new(Resampling::Upsample, self.coarse, HALVED)?;
        let convolution = Convolution::new(larger.output(), self.fine.channels, KERNEL, PADDING, activation)?;
        Some([Layer::Resample(larger), Layer::Convolution(convolution)])
    }
}

fn blocks(id: &'static str, data: &Dataset, filters: &[usize]) -> Result<Vec<Block>> {
    let picture = data.picture().ok_or_else(|| Error::Unsupported {
        operation: id,
        what: "the rows of this data are not known to be pictures, so there is nothing to slide a window over".into(),
        expected: "pictures, or no filters: without them rows may be of any kind".into(),
    })?;
    let mut fine = Maps { channels: 1, height: picture.height, width: picture.width };
    let most = fine.height.trailing_zeros().min(fine.width.trailing_zeros()) as usize;
    if filters.len() > most {
        let Maps { height, width, .. } = fine;
        let found = format!("a list of {}", filters.len());
        let expected = match most {
            0 => format!("empty: pictures of {height} × {width} cannot be halved"),
            _ => format!("at most {most} long: pictures of {height} × {width} can be halved that often"),
        };
        return Err(Error::out_of_range(id, "filters", found, expected));
    }
    let block = |&channels: &usize| {
        let coarse = Maps { channels, height: fine.height / HALVED, width: fine.width / HALVED };
        Block { fine: std::mem::replace(&mut fine, coarse), coarse }
    };
    Ok(filters.iter().map(block).collect())
}
