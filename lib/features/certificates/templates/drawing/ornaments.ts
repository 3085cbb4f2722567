/** Ornaments by their designs. All of them are drawn here; none is a picture. */
import type { OutlineStep } from "#lib/pdf/faces.ts";
import { arcSteps, curveThrough, moved, type Point, polygon, type Shape } from "#lib/pdf/trace.ts";
import type { Box, OrnamentDesign, OrnamentElement } from "../types.ts";
import { cornerFrame, fineFrame, guillocheFrame, meanderFrame } from "./frames.ts";

const DRAWN: Record<OrnamentDesign, (element: OrnamentElement) => Shape[]> = {
  "guilloche-frame": guillocheFrame,
  "fine-frame": fineFrame,
  "corner-frame": cornerFrame,
  "meander-frame": meanderFrame,
  "guilloche-rosette": rosette,
  "wave-ground": waveGround,
  divider,
  laurel,
};

export function ornamentShapes(element: OrnamentElement): Shape[] {
  return DRAWN[element.design](element);
}

const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

const PETALS = 12;
const STRANDS = 5;
const ROSETTE_POINTS = 144;

/** Closed waves around a middle, each turned a little further. */
function rosette({ color, second, ...box }: OrnamentElement): Shape[] {
  const { x, y } = middleOf(box);
  const [rx, ry] = [box.width / 2, box.height / 2];
  const ring = (phase: number, [base, swing]: [number, number], petals: number): OutlineStep[] =>
    curveThrough(
      Array.from({ length: ROSETTE_POINTS }, (_, at) => {
        const angle = (at / ROSETTE_POINTS) * 2 * Math.PI;
        const radius = base + swing * Math.sin(petals * angle + phase);
        return { x: x + rx * radius * Math.cos(angle), y: y + ry * radius * Math.sin(angle) };
      }),
      { closed: true },
    );
  const outer = Array.from({ length: STRANDS }, (_, at) => ring((at * 2 * Math.PI) / STRANDS, [0.8, 0.19], PETALS));
  const inner = Array.from({ length: STRANDS }, (_, at) => ring((at * 2 * Math.PI) / STRANDS, [0.5, 0.16], PETALS / 2));
  return [
    { steps: outer.flat(), stroke: { color, width: 0.13 } },
    { steps: inner.flat(), stroke: { color: second, width: 0.13 } },
  ];
}

const SCALE_MM = 12;

/** 水波纹: scales of water, row behind row, as a ground under words. */
function waveGround({ color, ...box }: OrnamentElement): Shape[] {
  const columns = Math.max(1, Math.round(box.width / SCALE_MM));
  const radius = box.width / columns / 2;
  const rows = Math.max(1, Math.floor(box.height / (radius / 1.6)));
  const step = box.height / rows;
  const steps: OutlineStep[] = [];
  for (let row = 0; row < rows; row++) {
    const shift = row % 2 === 0 ? 0 : radius;
    const last = row % 2 === 0 ? columns : columns - 1;
    for (let column = 0; column < last; column++) {
      const middle = { x: box.x + shift + (2 * column + 1) * radius, y: box.y + (row + 1) * step };
      for (const part of [1, 0.72, 0.44]) steps.push(...scale(middle, radius, part));
    }
  }
  return [{ steps, stroke: { color, width: 0.16 } }];
}

/** What is seen of an arc before the next row covers it. */
function scale(middle: Point, radius: number, part: number): OutlineStep[] {
  const reach = part === 1 ? 0.2 : 0.12;
  return arcSteps(middle, radius * part, [-Math.PI + reach, -reach]);
}

/** A rule that thins towards its ends, with a lozenge in its middle. */
function divider({ color, second, ...box }: OrnamentElement): Shape[] {
  const { x, y } = middleOf(box);
  const half = box.width / 2;
  const size = Math.min(box.height / 2, half / 6, 2.2);
  const gap = size * 2.2;
  const lozenge = (cx: number, by: number): OutlineStep[] =>
    polygon([
      { x: cx - by, y },
      { x: cx, y: y - by },
      { x: cx + by, y },
      { x: cx, y: y + by },
    ]);
  const thin = (side: 1 | -1): OutlineStep[] =>
    polygon([
      { x: x + side * gap, y: y - 0.22 },
      { x: x + side * half, y },
      { x: x + side * gap, y: y + 0.22 },
    ]);
  return [
    { steps: [...thin(1), ...thin(-1)], fill: second },
    { steps: [...lozenge(x, size), ...lozenge(x, size * 0.45)], fill: color, evenOdd: true },
    {
      steps: [...lozenge(x - gap + size * 0.2, size * 0.32), ...lozenge(x + gap - size * 0.2, size * 0.32)],
      fill: color,
    },
  ];
}

/** A leaf of one unit's length that points to the right. */
const LEAF: OutlineStep[] = [
  { command: "moveTo", args: [0, 0] },
  { command: "bezierCurveTo", args: [0.25, -0.3, 0.7, -0.3, 1, 0] },
  { command: "bezierCurveTo", args: [0.7, 0.16, 0.3, 0.18, 0, 0] },
  { command: "closePath", args: [] },
];
const LEAVES = 9;

/** Two branches that meet below and stay open above. */
function laurel({ color, second, ...box }: OrnamentElement): Shape[] {
  const { x, y } = middleOf(box);
  const radius = Math.min(box.width, box.height) / 2;
  return laurelAt({ x, y }, radius, { leaf: color, stem: second });
}

export function laurelAt(
  { x, y }: Point,
  radius: number,
  { leaf, stem }: { leaf: OrnamentElement["color"]; stem: OrnamentElement["color"] },
): Shape[] {
  const branch = radius * 0.8;
  const leaves: OutlineStep[] = [];
  const stems: OutlineStep[] = [];
  for (const side of [1, -1] as const) {
    const angleAt = (part: number) => Math.PI / 2 - side * (0.12 + part * 2.3);
    stems.push(...arcSteps({ x, y }, branch, [angleAt(0), angleAt(0.97)]));
    for (let at = 0; at < LEAVES; at++) {
      const part = (at + 0.35) / LEAVES;
      const angle = angleAt(part);
      const root = { x: x + branch * Math.cos(angle), y: y + branch * Math.sin(angle) };
      const along = angle - side * (Math.PI / 2);
      const size = radius * (0.36 - 0.14 * part);
      leaves.push(...moved(LEAF, { ...root, angle: along + side * 0.55, scaleX: size, scaleY: side * size }));
      leaves.push(
        ...moved(LEAF, { ...root, angle: along - side * 0.6, scaleX: size * 0.85, scaleY: -side * size * 0.85 }),
      );
    }
    const tip = angleAt(1);
    const end = { x: x + branch * Math.cos(tip), y: y + branch * Math.sin(tip) };
    leaves.push(...moved(LEAF, { ...end, angle: tip - side * (Math.PI / 2), scaleX: radius * 0.22 }));
  }
  // Leaves overlap, some the other way round: each is a path of its own, or one would open the other.
  const single: Shape[] = [];
  for (let at = 0; at < leaves.length; at += LEAF.length)
    single.push({ steps: leaves.slice(at, at + LEAF.length), fill: leaf });
  return [{ steps: stems, stroke: { color: stem, width: radius * 0.025 } }, ...single];
}
