/** A cloud of points by keyboard: every point can be reached. */

const ARROWS = /** @type {const} */ ({ ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" });
const SHIFT = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
// One press of an arrow turns or moves by as much as a drag of this many pixels.
const STRIDE = 24;

/** @param {import("./point-view.js").PointView} view @param {KeyboardEvent} event */
export function keys(view, event) {
  const { painter, selection, size } = view;
  if (!painter || size === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const here = selection.current;
  const arrow = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
  const camera = () => {
    view.moved = true;
    view.change();
  };

  if (arrow) {
    const [x, y] = SHIFT[arrow];
    if ((view.dimensions === 3) === event.shiftKey) {
      view.go(here === undefined ? 0 : painter.step(here, arrow));
    } else if (view.dimensions === 3) {
      painter.orbit(x * STRIDE, y * STRIDE);
      camera();
    } else {
      painter.pan(-x * STRIDE, -y * STRIDE);
      camera();
    }
  } else {
    const center = [view.element.clientWidth / 2, view.element.clientHeight / 2];
    switch (event.key) {
      case "[":
        view.go(here === undefined ? size - 1 : (here + size - 1) % size);
        break;
      case "]":
        view.go(here === undefined ? 0 : (here + 1) % size);
        break;
      case "Home":
        view.go(0);
        break;
      case "End":
        view.go(size - 1);
        break;
      case "Enter":
      case " ":
        view.go(here ?? painter.pick(center[0], center[1], Math.max(...center)) ?? 0);
        break;
      case "Escape":
        if (here === undefined) return;
        selection.clear();
        break;
      case "+":
      case "=":
        painter.zoom(1.25, center[0], center[1]);
        camera();
        break;
      case "-":
        painter.zoom(0.8, center[0], center[1]);
        camera();
        break;
      case "0":
        painter.resetCamera();
        view.frame();
        camera();
        view.moved = false;
        break;
      default:
        return;
    }
  }
  view.touched();
  event.preventDefault();
}
