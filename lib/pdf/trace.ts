/** Lines of ornaments and seals, as steps of an outline; lengths in millimetres, y downwards from the page's upper edge. */
import type { OutlineStep } from "./faces.ts";

export type HexColor = `#${string}`;

export interface Point {
  x: number;
  y: number;
}

/** A path as it is painted. */
export interface Shape {
  steps: readonly OutlineStep[];
  /** Where it overlaps itself an even number of times, its inside is open. */
  evenOdd?: boolean;
  fill?: HexColor | undefined;
  stroke?: { color: HexColor; width: number } | undefined;
}

/** A circle's quarter as a cubic curve. */
const KAPPA = 0.5522847498;

export function polygon(points: readonly Point[], { closed = true } = {}): OutlineStep[] {
  const steps = points.map(({ x, y }, at) => ({ command: at === 0 ? "moveTo" : "lineTo", args: [x, y] }));
  return closed ? [...steps, { command: "closePath", args: [] }] : steps;
}

export function rectangleSteps({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  return polygon([
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]);
}

export function ellipseSteps({ x, y }: Point, rx: number, ry: number = rx): OutlineStep[] {
  const [kx, ky] = [rx * KAPPA, ry * KAPPA];
  return [
    { command: "moveTo", args: [x + rx, y] },
    { command: "bezierCurveTo", args: [x + rx, y + ky, x + kx, y + ry, x, y + ry] },
    { command: "bezierCurveTo", args: [x - kx, y + ry, x - rx, y + ky, x - rx, y] },
    { command: "bezierCurveTo", args: [x - rx, y - ky, x - kx, y - ry, x, y - ry] },
    { command: "bezierCurveTo", args: [x + kx, y - ry, x + rx, y - ky, x + rx, y] },
    { command: "closePath", args: [] },
  ];
}

/** A smooth curve through the points (Catmull and Rom's spline, as cubic curves). */
export function curveThrough(points: readonly Point[], { closed = false } = {}): OutlineStep[] {
  const count = points.length;
  const [first] = points;
  if (!first) return [];
  const at = (index: number): Point =>
    points[closed ? (index + count) % count : Math.max(0, Math.min(count - 1, index))] ?? first;
  const steps: OutlineStep[] = [{ command: "moveTo", args: [first.x, first.y] }];
  for (let index = 0; index < (closed ? count : count - 1); index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    steps.push({
      command: "bezierCurveTo",
      args: [
        ...[from.x + (to.x - before.x) / 6, from.y + (to.y - before.y) / 6],
        ...[to.x - (after.x - from.x) / 6, to.y - (after.y - from.y) / 6],
        ...[to.x, to.y],
      ],
    });
  }
  return closed ? [...steps, { command: "closePath", args: [] }] : steps;
}

/** An arc around a middle, from one angle to another (radians, clockwise from the right as y goes down); a curve a quarter. */
export function arcSteps({ x, y }: Point, radius: number, [from, to]: readonly [number, number]): OutlineStep[] {
  const count = Math.max(1, Math.ceil(Math.abs(to - from) / (Math.PI / 2) - 0.001));
  const turn = (to - from) / count;
  const reach = (4 / 3) * Math.tan(turn / 4) * radius;
  const steps: OutlineStep[] = [
    { command: "moveTo", args: [x + radius * Math.cos(from), y + radius * Math.sin(from)] },
  ];
  for (let at = 0; at < count; at++) {
    const [c0, s0] = [Math.cos(from + at * turn), Math.sin(from + at * turn)];
    const [c1, s1] = [Math.cos(from + (at + 1) * turn), Math.sin(from + (at + 1) * turn)];
    steps.push({
      command: "bezierCurveTo",
      args: [
        ...[x + radius * c0 - reach * s0, y + radius * s0 + reach * c0],
        ...[x + radius * c1 + reach * s1, y + radius * s1 - reach * c1],
        ...[x + radius * c1, y + radius * s1],
      ],
    });
  }
  return steps;
}

/** The steps at another place: turned by an angle, then scaled, then moved. */
export function moved(
  steps: readonly OutlineStep[],
  { x, y, angle = 0, scaleX = 1, scaleY = scaleX }: Point & { angle?: number; scaleX?: number; scaleY?: number },
): OutlineStep[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return steps.map(({ command, args }) => {
    const places: number[] = [];
    for (let at = 0; at < args.length; at += 2) {
      const [px, py] = [(args[at] ?? 0) * scaleX, (args[at + 1] ?? 0) * scaleY];
      places.push(x + px * cos - py * sin, y + px * sin + py * cos);
    }
    return { command, args: places };
  });
}

const COMMANDS: Readonly<Record<string, string>> = {
  moveTo: "M",
  lineTo: "L",
  bezierCurveTo: "C",
  quadraticCurveTo: "Q",
  closePath: "Z",
};

const rounded = (value: number): string => `${Math.round(value * 1000) / 1000}`;

/** As an SVG has them. */
export function pathData(steps: readonly OutlineStep[]): string {
  return steps.map(({ command, args }) => `${COMMANDS[command]}${args.map(rounded).join(" ")}`).join("");
}
