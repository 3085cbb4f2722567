/** Frames of pages: interlaced waves, fine rules, scalloped corners, meanders. */
import type { OutlineStep } from "#lib/pdf/faces.ts";
import {
  arcSteps,
  curveThrough,
  ellipseSteps,
  type Point,
  polygon,
  rectangleSteps,
  type Shape,
} from "#lib/pdf/trace.ts";
import type { Box, OrnamentElement } from "../types.ts";

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

/** A point of a way, and the direction to its left. */
interface Place extends Point {
  nx: number;
  ny: number;
}

/** The way around a box with rounded corners, clockwise from the upper left, at equal distances. */
function wayAround({ x, y, width, height }: Box, radius: number, count: number): Place[] {
  const [across, down, arc] = [width - 2 * radius, height - 2 * radius, (Math.PI / 2) * radius];
  const sides = [
    { from: { x: x + radius, y }, length: across, dx: 1, dy: 0, middle: { x: x + width - radius, y: y + radius } },
    {
      ...{ from: { x: x + width, y: y + radius }, length: down, dx: 0, dy: 1 },
      middle: { x: x + width - radius, y: y + height - radius },
    },
    {
      ...{ from: { x: x + width - radius, y: y + height }, length: across, dx: -1, dy: 0 },
      middle: { x: x + radius, y: y + height - radius },
    },
    { from: { x, y: y + height - radius }, length: down, dx: 0, dy: -1, middle: { x: x + radius, y: y + radius } },
  ];
  const whole = 2 * across + 2 * down + 4 * arc;
  return Array.from({ length: count }, (_, at) => {
    let left = (at / count) * whole;
    for (const [number, { from, length, dx, dy, middle }] of sides.entries()) {
      if (left < length) return { x: from.x + dx * left, y: from.y + dy * left, nx: dy, ny: -dx };
      left -= length;
      if (left < arc) {
        const angle = -Math.PI / 2 + (number * Math.PI) / 2 + left / radius;
        const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
        return { x: middle.x + radius * nx, y: middle.y + radius * ny, nx, ny };
      }
      left -= arc;
    }
    return { x: x + radius, y, nx: 0, ny: -1 };
  });
}

const BAND_MM = 7.2;
const WAVE_MM = 9;
/** Points on a wave, through which a curve goes that the eye takes for a sine. */
const POINTS_A_WAVE = 6;

/** Waves one over the other around the page, as engraved for banknotes; between them and the paper's edge a rule. */
export function guillocheFrame({ color, second, ...box }: OrnamentElement): Shape[] {
  const middle = inset(box, BAND_MM / 2);
  const radius = BAND_MM * 1.1;
  const around = 2 * (middle.width + middle.height) - (8 - 2 * Math.PI) * radius;
  // Four corners look the same when a quarter of the waves is a whole number.
  const waves = 4 * Math.max(4, Math.round(around / WAVE_MM / 4));
  const way = wayAround(middle, radius, waves * POINTS_A_WAVE);
  const strand = (phase: number, amplitude: number): OutlineStep[] =>
    curveThrough(
      way.map(({ x, y, nx, ny }, at) => {
        const turn = (at / POINTS_A_WAVE) * 2 * Math.PI;
        const out = amplitude * Math.sin(turn + phase);
        return { x: x + nx * out, y: y + ny * out };
      }),
      { closed: true },
    );
  const half = BAND_MM / 2 - 0.7;
  const strands = Array.from({ length: 6 }, (_, at) => strand((at * Math.PI) / 3, half));
  const fine = Array.from({ length: 3 }, (_, at) => strand((at * 2 * Math.PI) / 3 + Math.PI / 6, half * 0.45));
  return [
    { steps: strands.flat(), stroke: { color: second, width: 0.12 } },
    { steps: fine.flat(), stroke: { color, width: 0.14 } },
    { steps: rectangleSteps(box), stroke: { color, width: 0.7 } },
    { steps: rectangleSteps(inset(box, BAND_MM + 1.1)), stroke: { color, width: 0.25 } },
  ];
}

/** A box whose corners are cut out by quarter circles. */
function notched({ x, y, width, height }: Box, radius: number): OutlineStep[] {
  const corners = [
    { x, y, from: Math.PI / 2 },
    { x: x + width, y, from: Math.PI },
    { x: x + width, y: y + height, from: 1.5 * Math.PI },
    { x, y: y + height, from: 2 * Math.PI },
  ];
  const steps = corners.flatMap(({ from, ...corner }, at) =>
    arcSteps(corner, radius, [from, from - Math.PI / 2]).map((step, place) =>
      at > 0 && place === 0 ? { ...step, command: "lineTo" } : step,
    ),
  );
  return [...steps, { command: "closePath", args: [] }];
}

/** A strong and a hair line with notched corners. */
export function fineFrame({ color, second, ...box }: OrnamentElement): Shape[] {
  return [
    { steps: notched(box, 9), stroke: { color, width: 0.75 } },
    { steps: notched(inset(box, 1.7), 8.6), stroke: { color: second, width: 0.2 } },
    { steps: notched(inset(box, 2.6), 8.4), stroke: { color: second, width: 0.2 } },
    { steps: dotsAt(box), fill: color, evenOdd: true },
  ];
}

function dotsAt({ x, y, width, height }: Box): OutlineStep[] {
  const corners = [
    { x: x + 3.4, y: y + 3.4 },
    { x: x + width - 3.4, y: y + 3.4 },
    { x: x + width - 3.4, y: y + height - 3.4 },
    { x: x + 3.4, y: y + height - 3.4 },
  ];
  return corners.flatMap((corner) => [...ellipseSteps(corner, 1.5), ...ellipseSteps(corner, 0.7)]);
}

/** A hair line, and in each corner arcs that meet as a fan does. */
export function cornerFrame({ color, second, ...box }: OrnamentElement): Shape[] {
  const { x, y, width, height } = box;
  const fan = ([cx, cy, from]: readonly [number, number, number]): OutlineStep[] =>
    [6, 9, 12, 15, 18].flatMap((radius) => arcSteps({ x: cx, y: cy }, radius, [from, from + Math.PI / 2]));
  const rays = ([cx, cy, from]: readonly [number, number, number]): OutlineStep[] =>
    Array.from({ length: 7 }, (_, at) => from + ((at + 1) * Math.PI) / 16).flatMap((angle) =>
      polygon(
        [
          { x: cx + 6 * Math.cos(angle), y: cy + 6 * Math.sin(angle) },
          { x: cx + 18 * Math.cos(angle), y: cy + 18 * Math.sin(angle) },
        ],
        { closed: false },
      ),
    );
  const corners = [
    [x, y, 0],
    [x + width, y, Math.PI / 2],
    [x + width, y + height, Math.PI],
    [x, y + height, 1.5 * Math.PI],
  ] as const;
  return [
    { steps: rectangleSteps(box), stroke: { color, width: 0.6 } },
    { steps: rectangleSteps(inset(box, 1.3)), stroke: { color: second, width: 0.2 } },
    { steps: corners.flatMap(fan), stroke: { color: second, width: 0.25 } },
    { steps: corners.flatMap(rays), stroke: { color: second, width: 0.15 } },
  ];
}

const MEANDER_MM = 6;

/** 回纹: a line that winds into itself and on, along all four sides. */
export function meanderFrame({ color, second, ...box }: OrnamentElement): Shape[] {
  const band = inset(box, 1.6);
  const unitsAcross = Math.max(2, Math.round(band.width / MEANDER_MM));
  const unitsDown = Math.max(2, Math.round(band.height / MEANDER_MM));
  const [w, h] = [band.width / unitsAcross, band.height / unitsDown];
  const cells: OutlineStep[] = [];
  const cell = (x: number, y: number, flip: boolean) => cells.push(...winding({ x, y, width: w, height: h }, flip));
  for (let at = 0; at < unitsAcross; at++) {
    cell(band.x + at * w, band.y, at % 2 === 1);
    cell(band.x + at * w, band.y + band.height - h, at % 2 === 1);
  }
  for (let at = 1; at < unitsDown - 1; at++) {
    cell(band.x, band.y + at * h, at % 2 === 1);
    cell(band.x + band.width - w, band.y + at * h, at % 2 === 1);
  }
  const inner = { x: band.x + w, y: band.y + h, width: band.width - 2 * w, height: band.height - 2 * h };
  return [
    { steps: rectangleSteps(box), stroke: { color, width: 0.7 } },
    { steps: cells, stroke: { color: second, width: 0.42 } },
    { steps: rectangleSteps(inset(inner, 1.6)), stroke: { color, width: 0.3 } },
  ];
}

/** One 回: a spiral of straight lines. */
function winding({ x, y, width, height }: Box, flip: boolean): OutlineStep[] {
  const grid: readonly (readonly [number, number])[] = [
    [0.1, 0.9],
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
    [0.3, 0.9],
    [0.3, 0.3],
    [0.7, 0.3],
    [0.7, 0.7],
    [0.5, 0.7],
    [0.5, 0.5],
  ];
  const points = grid.map(([px, py]) => ({ x: x + (flip ? 1 - px : px) * width, y: y + py * height }));
  return polygon(points, { closed: false });
}
