// One frame of a turning cloud of points, everything included from coordinates to pixels on the canvas: our antialiased,
// depth-ordered discs beside a JavaScript loop that writes flat 3 × 3 squares without any order, and three.js on a software GL.

export const name = "A frame of a turning cloud";

/** @param {import("../run.mjs").Context} context */
export async function run({ page, report }) {
  for (const points of [10_000, 100_000, 1_000_000]) {
    const times = await page.evaluate(async (n) => {
      const { inTurns, loadLibrary } = await import("/benches/browser.js");
      const { Lab, Painter, palette } = await loadLibrary();
      const three = await import("three");
      const [width, height] = [960, 720];

      // A swiss roll, colored by class along the roll.
      const lab = new Lab();
      const positions = lab.matrix(lab.generate("swiss-roll", { n: Math.min(n, 20_000), noise: 0.2, seed: 1 }));
      const values = new Float32Array(n * 3);
      let state = 1;
      const noise = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5) * 0.4;
      for (let i = 0; i < values.length; i++) values[i] = positions[i % positions.length] + noise();
      const classes = Int32Array.from({ length: n }, (_, i) => {
        const [x, z] = [values[3 * i], values[3 * i + 2]];
        return Math.min(9, Math.floor(Math.hypot(x, z) / 1.5));
      });
      const canvas = () => Object.assign(document.createElement("canvas"), { width, height });
      const plain = () => /** @type {CanvasRenderingContext2D} */ (canvas().getContext("2d"));

      const painter = new Painter();
      painter.setSize(width, height, 1);
      painter.setPositions(values, n, 3);
      painter.setClasses(classes);
      painter.fit({});
      const context = plain();

      // The loop, on the same points around their middle.
      const middle = [0, 1, 2].map((axis) => {
        let [low, high] = [Infinity, -Infinity];
        for (let i = axis; i < values.length; i += 3) [low, high] = [Math.min(low, values[i]), Math.max(high, values[i])];
        return (low + high) / 2;
      });
      const centered = values.map((value, i) => value - middle[i % 3]);
      const colors = palette("light").classes.map((css) => parseInt(css.slice(1), 16));
      const packed = Uint32Array.from(classes, (label) => {
        const color = colors[label];
        return (0xff000000 | ((color & 255) << 16) | (color & 0xff00) | (color >> 16)) >>> 0;
      });
      const flat = plain();
      const image = flat.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      let yaw = 0;
      const splat = () => {
        yaw += 0.02;
        pixels.fill(0);
        const [c, s, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(0.42), Math.sin(0.42)];
        const [distance, scale] = [60, 18];
        for (let i = 0; i < n; i++) {
          const x = centered[3 * i];
          const y = centered[3 * i + 1];
          const z = centered[3 * i + 2];
          const across = c * x + s * z;
          const back = c * z - s * x;
          const k = (scale * distance) / (distance - (sp * y + cp * back));
          const left = (width / 2 + across * k) | 0;
          const top = (height / 2 - (cp * y - sp * back) * k) | 0;
          if (left < 1 || top < 1 || left >= width - 1 || top >= height - 1) continue;
          const at = top * width + left;
          const color = packed[i];
          pixels[at - width - 1] = pixels[at - width] = pixels[at - width + 1] = color;
          pixels[at - 1] = pixels[at] = pixels[at + 1] = color;
          pixels[at + width - 1] = pixels[at + width] = pixels[at + width + 1] = color;
        }
        flat.putImageData(image, 0, 0);
      };

      const renderer = new three.WebGLRenderer({ canvas: canvas(), alpha: true });
      renderer.setSize(width, height, false);
      const geometry = new three.BufferGeometry();
      geometry.setAttribute("position", new three.BufferAttribute(centered, 3));
      const shades = Float32Array.from({ length: n * 3 }, (_, i) => ((colors[classes[Math.floor(i / 3)]] >> (16 - 8 * (i % 3))) & 255) / 255);
      geometry.setAttribute("color", new three.BufferAttribute(shades, 3));
      const cloud = new three.Points(geometry, new three.PointsMaterial({ size: 3, sizeAttenuation: false, vertexColors: true }));
      const scene = new three.Scene();
      scene.add(cloud);
      const camera = new three.PerspectiveCamera(40, width / height, 1, 200);
      camera.position.set(0, 20, 55);
      camera.lookAt(0, 0, 0);
      const gl = renderer.getContext();
      const pixel = new Uint8Array(4);

      const times = await inTurns(
        {
          ours: () => {
            painter.turn(0.02, 0);
            painter.paint(context);
          },
          splat,
          three: () => {
            cloud.rotation.y += 0.02;
            renderer.render(scene, camera);
            // Drawing is done when a pixel can be read.
            gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
          },
        },
        n > 500_000 ? { rounds: 15, warmUp: 8 } : { rounds: 41, warmUp: 25 },
      );
      renderer.dispose();
      painter.free();
      return times;
    }, points);
    const what = `${name}: ${points.toLocaleString("en")} points`;
    const [loop, gpu] = ["JavaScript loop, flat 3 × 3 squares", "three.js 0.187 Points, software GL"];
    const atMost = points === 100_000 ? 1.5 : points === 1_000_000 ? 2.5 : undefined;
    report({ what, unit: "ms", ours: times.ours, peer: loop, theirs: times.splat, atMost });
    report({ what, unit: "ms", ours: times.ours, peer: gpu, theirs: times.three, atMost: points > 10_000 ? 1 / 5 : undefined });
  }
}
