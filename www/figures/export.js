/** Saving what a figure shows: as PNG or SVG with seed, parameters and metrics in the caption, and as numbers. */

import { theme } from "../shell/theme.js";

const MARGIN = 24;
const HEAD = 44;

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The colors of the page as they are now. @param {HTMLElement} element */
function inks(element) {
  const style = getComputedStyle(element);
  const probe = document.createElement("span");
  element.append(probe);
  probe.className = "far";
  const body = getComputedStyle(document.body);
  const found = { sheet: style.backgroundColor, ink: body.color };
  probe.remove();
  return found;
}

/** Breaks a line of words at a width. @param {string} text @param {number} width @param {number} size */
function lines(text, width, size) {
  const room = Math.floor(width / (size * 0.52));
  /** @type {string[]} */
  const found = [];
  for (const word of text.split(" ")) {
    const last = found.at(-1);
    if (last !== undefined && last.length + word.length < room) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  return found;
}

/** The box around the parts that are drawn; lists are text and stay on the page. @param {Element[]} elements */
function bounds(elements) {
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return { left, top, width: Math.max(...boxes.map((box) => box.right)) - left, height: Math.max(...boxes.map((box) => box.bottom)) - top };
}

/** @param {import("./figure.js").Figure} figure */
function plan(figure) {
  const box = bounds([...figure.stage.querySelectorAll(".pane:not(.neighbors)")].filter((pane) => pane.querySelector(".view, .chart, .pictures, .drawing")));
  const width = Math.ceil(box.width) + 2 * MARGIN;
  const caption = lines(`${figure.signature()} · Latent Lab`, width - 2 * MARGIN, 12);
  const height = HEAD + Math.ceil(box.height) + 20 * caption.length + 2 * MARGIN;
  const inside = (/** @type {Element} */ element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - box.left + MARGIN, y: top - box.top + HEAD, width, height };
  };
  const tags = [...figure.stage.querySelectorAll(".pane:not(.neighbors) > .tag, section > .tag")].map((tag) => ({ text: tag.textContent ?? "", ...inside(tag) }));
  return { width, height, caption, captionTop: HEAD + box.height + MARGIN, inside, tags, ...inks(figure.frame) };
}

/** @param {import("./figure.js").Figure} figure */
export async function savePicture(figure) {
  const { width, height, caption, captionTop, inside, tags, sheet, ink } = plan(figure);
  const scale = Math.max(2, devicePixelRatio || 1);
  const canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser has no room for the picture; close other tabs and try again.");
  context.scale(scale, scale);
  context.fillStyle = sheet;
  context.fillRect(0, 0, width, height);
  for (const drawn of /** @type {NodeListOf<HTMLCanvasElement>} */ (figure.stage.querySelectorAll(":is(.view, .chart, .pictures) canvas"))) {
    const { x, y, width, height } = inside(drawn);
    if (width > 0 && drawn.width > 0) context.drawImage(drawn, x, y, width, height);
  }
  for (const part of figure.parts) {
    const { element, svg } = /** @type {{ element?: Element, svg?: () => string }} */ (part);
    if (!element?.matches(".drawing") || !svg) continue;
    const { x, y, width, height } = inside(element);
    const picture = Object.assign(new Image(), { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.call(part))}` });
    await picture.decode();
    context.drawImage(picture, x, y, width, height);
  }
  context.fillStyle = ink;
  context.font = '600 16px "Inter", sans-serif';
  context.fillText(figure.claim, MARGIN, 28);
  context.font = '500 13px "Inter", sans-serif';
  for (const tag of tags) context.fillText(tag.text, tag.x + 14, tag.y + 24);
  context.font = '400 12px "Inter", sans-serif';
  caption.forEach((line, i) => context.fillText(line, MARGIN, captionTop + 20 * i));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The browser could not write the picture.");
  download(blob, `${figure.id}.png`);
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {import("./figure.js").Figure} figure */
export function saveSvg(figure) {
  const { width, height, caption, captionTop, inside, tags, sheet, ink } = plan(figure);
  const inner = figure.parts.map((part) => {
    const { element, svg } = /** @type {{ element?: Element, svg?: () => string }} */ (part);
    if (!element || !svg) return "";
    const { x, y, width, height } = inside(element);
    return `<g transform="translate(${x} ${y})"><svg width="${width}" height="${height}">${svg.call(part).replace(/<\?xml[^>]*\?>|<!DOCTYPE[^>]*>/g, "")}</svg></g>`;
  });
  const text = (/** @type {string} */ words, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size, weight = 400) =>
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}">${escape(words)}</text>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter, sans-serif" fill="${ink}">`,
    `<title>${escape(figure.claim)}</title><desc>${escape(figure.signature())}; ${theme()} theme</desc>`,
    `<rect width="100%" height="100%" fill="${sheet}"/>`,
    ...inner,
    text(figure.claim, MARGIN, 28, 16, 600),
    ...tags.map((tag) => text(tag.text, tag.x + 14, tag.y + 24, 13, 500)),
    ...caption.map((line, i) => text(line, MARGIN, captionTop + 20 * i, 12)),
    "</svg>",
  ].join("\n");
  download(new Blob([svg], { type: "image/svg+xml" }), `${figure.id}.svg`);
}

/** @param {string | number} cell */
function field(cell) {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {import("./figure.js").Figure} figure */
export async function saveCsv(figure) {
  const { columns, rows } = await figure.table();
  if (rows.length === 0) throw new Error("There are no numbers yet: let the figure start first.");
  const text = [columns, ...rows].map((row) => row.map(field).join(",")).join("\n");
  download(new Blob([`${text}\n`], { type: "text/csv" }), `${figure.id}.csv`);
}
