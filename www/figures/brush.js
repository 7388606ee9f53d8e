/** A brush on a view: drag a rectangle over points to mark them; by keyboard, the points around the current one. */

import { make } from "../shell/dom.js";

// Less than this much movement is a click, in CSS pixels.
const CLICK = 5;
/** Half the side of the square that a key brushes, in CSS pixels. */
const AROUND = 28;

/**
 * Lets the reader brush; dragging then no longer moves the picture.
 * @param {import("./point-view.js").PointView} view
 * @param {(indices: Uint32Array | undefined) => void} brushed the points in the rectangle; undefined: none are marked any more
 */
export function brushes(view, brushed) {
  const box = make("div", { class: "brush", hidden: true });
  view.element.append(box);
  view.element.classList.add("brushes");
  /** @type {{ x: number, y: number, id: number } | undefined} */
  let from;
  let moved = false;
  const at = (/** @type {PointerEvent} */ event) => {
    const { left, top } = view.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const take = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) => view.element.addEventListener(type, listener, { capture: true });

  take("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    from = { ...at(event), id: event.pointerId };
    moved = false;
  });
  take("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!from || event.pointerId !== from.id) return;
    const { x, y } = at(event);
    if (!moved && Math.hypot(x - from.x, y - from.y) < CLICK) return;
    moved = true;
    event.stopPropagation();
    Object.assign(box.style, { left: `${Math.min(x, from.x)}px`, top: `${Math.min(y, from.y)}px`, width: `${Math.abs(x - from.x)}px`, height: `${Math.abs(y - from.y)}px` });
    box.hidden = false;
    brushed(view.painter?.within(from.x, from.y, x, y));
  });
  for (const type of ["pointerup", "pointercancel"]) {
    take(type, (/** @type {PointerEvent} */ event) => {
      const [click, stroke] = [from && !moved, from && moved];
      from = undefined;
      box.hidden = true;
      // A click puts the brush away, and the view takes it; a stroke is no click, and for the view it never was a drag.
      if (click) brushed(undefined);
      if (!stroke || type !== "pointerup") return;
      event.stopPropagation();
      view.canvas.dispatchEvent(new PointerEvent("pointercancel", { pointerId: event.pointerId }));
    });
  }
  take("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") return brushed(undefined);
    const { current } = view.selection;
    if (event.key !== "b" || event.ctrlKey || event.metaKey || current === undefined || current >= view.size) return;
    const spot = view.painter?.screen(current);
    if (spot) brushed(view.painter?.within(spot.x - AROUND, spot.y - AROUND, spot.x + AROUND, spot.y + AROUND));
    event.stopPropagation();
  });
}
