/** Pointer, pinch and wheel on a cloud of points. */

// Less than this much movement is a click or tap, in CSS pixels.
const CLICK = 5;
// How far from a point the pointer may be to mean it, in CSS pixels: a fingertip needs more room than a mouse.
const REACH = { mouse: 12, pen: 14, touch: 26 };

/** @param {import("./point-view.js").PointView} view @param {HTMLCanvasElement} canvas @param {AbortSignal} signal */
export function gestures(view, canvas, signal) {
  /** @type {Map<number, { x: number, y: number }>} */
  const down = new Map();
  let travelled = 0;
  let spread = 0;

  const at = (/** @type {PointerEvent | WheelEvent | MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const pick = (/** @type {PointerEvent} */ event) => {
    const { x, y } = at(event);
    return view.painter?.pick(x, y, REACH[/** @type {keyof typeof REACH} */ (event.pointerType)] ?? REACH.mouse);
  };
  const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener, passive = true) =>
    canvas.addEventListener(type, listener, { signal, passive });

  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    view.touched();
    canvas.setPointerCapture(event.pointerId);
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, at(event));
    spread = 0;
  });

  on("pointermove", (/** @type {PointerEvent} */ event) => {
    const before = down.get(event.pointerId);
    const now = at(event);
    if (!before) {
      if (event.pointerType !== "mouse") return;
      const index = pick(event);
      view.element.classList.toggle("over", index !== undefined);
      view.selection.hover(index);
      return;
    }
    down.set(event.pointerId, now);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (!view.painter || travelled < CLICK) return;
    view.selection.hover(undefined);
    view.moved = true;
    if (down.size === 2) {
      const [a, b] = [...down.values()];
      const distance = Math.hypot(a.x - b.x, a.y - b.y);
      if (spread > 0 && distance > 0) view.painter.zoom(distance / spread, (a.x + b.x) / 2, (a.y + b.y) / 2);
      spread = distance;
    } else if (view.dimensions === 3 && !event.shiftKey) {
      view.painter.orbit(now.x - before.x, now.y - before.y);
    } else {
      view.painter.pan(now.x - before.x, now.y - before.y);
    }
    view.change();
  });

  const up = (/** @type {PointerEvent} */ event) => {
    const clicked = down.delete(event.pointerId) && travelled < CLICK && event.type === "pointerup";
    spread = 0;
    if (!clicked) return;
    const index = pick(event);
    view.selection.hovered = undefined;
    view.selection.pin(index === view.selection.pinned ? undefined : index);
  };
  on("pointerup", up);
  on("pointercancel", up);
  on("pointerleave", () => {
    view.element.classList.remove("over");
    view.selection.hover(undefined);
  });

  on(
    "wheel",
    (/** @type {WheelEvent} */ event) => {
      // A wheel over a figure that is not in use scrolls the page, as everywhere. Trackpads report a pinch as Ctrl + wheel.
      if (!view.painter || (document.activeElement !== canvas && !event.ctrlKey)) return;
      event.preventDefault();
      view.touched();
      view.moved = true;
      const { x, y } = at(event);
      view.painter.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
      view.change();
    },
    false,
  );

  on("dblclick", () => {
    view.moved = false;
    view.painter?.resetCamera();
    view.frame();
    view.change();
  });
}
