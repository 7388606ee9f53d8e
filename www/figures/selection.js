/** Which point of a figure is meant: the one kept by click or key, or the one under the pointer. Shared by linked views. */

/** Fires "change" (another current point), "pin" (a point was kept), "glance" (a point to be shown in passing), both without details. */
export class Selection extends EventTarget {
  /** @type {number | undefined} */ hovered;
  /** @type {number | undefined} */ pinned;
  /** @type {number | undefined} */ glanced;
  /** Whether the last change came from the keyboard, so that it should be spoken. */
  spoken = false;

  get current() {
    return this.hovered ?? this.pinned;
  }

  /** @param {number | undefined} index */
  hover(index) {
    if (index === this.hovered) return;
    this.hovered = index;
    this.spoken = false;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number | undefined} index @param {{ spoken?: boolean }} [how] */
  pin(index, { spoken = false } = {}) {
    this.pinned = index;
    this.spoken = spoken;
    if (spoken) this.hovered = undefined;
    this.dispatchEvent(new Event("change"));
    if (index !== undefined) this.dispatchEvent(new Event("pin"));
  }

  /** @param {number | undefined} index */
  glance(index) {
    if (index === this.glanced) return;
    this.glanced = index;
    this.dispatchEvent(new Event("glance"));
  }

  clear() {
    this.hovered = this.pinned = this.glanced = undefined;
    this.dispatchEvent(new Event("change"));
  }
}
