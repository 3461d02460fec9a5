// Draws `icon.png`, a plan with one line ticked, one crossed and one to come: `npm run icon`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const SIZE = 128;
// Each pixel is the mean of this many points in each direction.
const FINE = 4;

const BLUE = [22, 50, 79];
const WHITE = [246, 248, 250];
const GREY = [150, 170, 190];
const GREEN = [82, 196, 120];
const RED = [240, 98, 82];

// From back to front: how far a point lies outside a shape, and its colour.
const SHAPES = [
  [box(64, 64, 60, 60, 26), BLUE],
  [line(58, 36, 100, 36, 4.5), WHITE],
  [line(58, 64, 88, 64, 4.5), WHITE],
  [line(58, 92, 96, 92, 4.5), GREY],
  [path([[24, 37], [31, 44], [43, 28]], 4.5), GREEN],
  [line(26, 56, 42, 72, 4.5), RED],
  [line(42, 56, 26, 72, 4.5), RED],
  [ring(34, 92, 9, 9, 4, 2.5), GREY],
];

writeFileSync(fileURLToPath(new URL("../icon.png", import.meta.url)), png(pixels()));

function pixels() {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      rows.set(pixel(x, y), y * (1 + SIZE * 4) + 1 + x * 4);
    }
  }
  return rows;
}

function pixel(x, y) {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let at = 0; at < FINE * FINE; at++) {
    const [u, v] = [x + ((at % FINE) + 0.5) / FINE, y + (Math.floor(at / FINE) + 0.5) / FINE];
    const colour = SHAPES.findLast(([outside]) => outside(u, v) <= 0)?.[1];
    if (colour) {
      covered++;
      colour.forEach((part, index) => (sum[index] += part));
    }
  }
  return [...sum.map((part) => Math.round(part / Math.max(covered, 1))), Math.round((255 * covered) / (FINE * FINE))];
}

function box(cx, cy, w, h, radius) {
  return (x, y) => {
    const [dx, dy] = [Math.abs(x - cx) - w + radius, Math.abs(y - cy) - h + radius];
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

function ring(cx, cy, w, h, radius, width) {
  const shape = box(cx, cy, w, h, radius);
  return (x, y) => Math.abs(shape(x, y)) - width;
}

function line(x1, y1, x2, y2, width) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) - width;
  };
}

function path(points, width) {
  const lines = points.slice(1).map((point, index) => line(...points[index], ...point, width));
  return (x, y) => Math.min(...lines.map((outside) => outside(x, y)));
}

function png(rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  // Eight bits each of red, green, blue and how opaque.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
