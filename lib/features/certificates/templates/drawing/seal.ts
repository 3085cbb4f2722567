/** The issuer's seal, as outlines: words along a ring around a star, or ideographs cut out of a square. */
import type { OutlineStep } from "#lib/pdf/faces.ts";
import { unitsOf } from "#lib/pdf/text.ts";
import { ellipseSteps, moved, type Point, polygon, rectangleSteps, type Shape } from "#lib/pdf/trace.ts";
import { unitOutline } from "#lib/pdf/unit-outline.ts";
import type { SealElement } from "../types.ts";
import { FACES_OF } from "./fonts.ts";
import { laurelAt } from "./ornaments.ts";

/** In parts of the seal's radius. */
const RING = { width: 0.062, inner: 0.026, innerAt: 0.9 } as const;
const WORDS = { size: 0.25, head: 0.84 } as const;
/** How much of the circle words may go around: the whole for Latin ones, two thirds for ideographs. */
const ARC = { wide: 1.42 * Math.PI, narrow: 1.7 * Math.PI } as const;
const STAR = { outer: 0.3, inner: 0.382 } as const;
const CAPTION = { size: 0.17, at: 0.62 } as const;

export function sealShapes(element: SealElement, words: string): Shape[] {
  return element.shape === "round" ? round(element, words) : square(element, words);
}

/** Where a picture in the middle goes. */
export function sealMiddle({ x, y, width, height }: SealElement): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  const side = Math.min(width, height) * 0.42;
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}

function round(element: SealElement, words: string): Shape[] {
  const { color: fill, middle } = element;
  const centre = { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  const radius = Math.min(element.width, element.height) / 2;
  const outer = radius * (1 - RING.width / 2);
  const emblem: Shape[] =
    middle === "star"
      ? [{ steps: star(centre, radius * STAR.outer), fill }]
      : middle === "laurel"
        ? laurelAt({ x: centre.x, y: centre.y + radius * 0.02 }, radius * 0.36, { leaf: fill, stem: fill })
        : [];
  return [
    { steps: ellipseSteps(centre, outer), stroke: { color: fill, width: radius * RING.width } },
    { steps: ellipseSteps(centre, radius * RING.innerAt), stroke: { color: fill, width: radius * RING.inner * 0.5 } },
    { steps: alongRing(element, { words, centre, radius }), fill },
    ...emblem,
    ...(element.caption ? [{ steps: caption(element, { centre, radius }), fill }] : []),
  ];
}

function star({ x, y }: Point, radius: number): OutlineStep[] {
  return polygon(
    Array.from({ length: 10 }, (_, at) => {
      const angle = -Math.PI / 2 + (at * Math.PI) / 5;
      const reach = at % 2 === 0 ? radius : radius * STAR.inner;
      return { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) };
    }),
  );
}

interface Ring {
  words: string;
  centre: Point;
  radius: number;
}

/** Words from left to right over the seal's head, as large as they can be. */
function alongRing({ font }: SealElement, { words, centre, radius }: Ring): OutlineStep[] {
  const units = unitsOf(words, FACES_OF[font]);
  const isWide = /\p{Script=Han}/u.test(words);
  const arc = isWide ? ARC.wide : ARC.narrow;
  const widths = units.map(({ width }) => width);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const most = isWide ? WORDS.size : WORDS.size * 0.76;
  const size = Math.min(most, (arc * 0.62) / Math.max(total, 1)) * radius;
  const base = radius * WORDS.head - size * 0.86;
  // Spread over the arc where they are few, ideographs more than letters.
  const spread = isWide ? Math.min(arc - (total * size) / base, units.length * 0.2) : units.length * 0.03;
  const gap = Math.max(0, spread) / Math.max(1, units.length);
  const whole = (total * size) / base + gap * (units.length - 1);
  let angle = -Math.PI / 2 - whole / 2;
  return units.flatMap((unit, at) => {
    const width = ((widths[at] ?? 0) * size) / base;
    const middle = angle + width / 2;
    angle += width + gap;
    const half = ((widths[at] ?? 0) * size) / 2;
    const [cos, sin] = [Math.cos(middle), Math.sin(middle)];
    const origin = { x: centre.x + base * cos + half * sin, y: centre.y + base * sin - half * cos };
    return moved(unitOutline(unit), { ...origin, angle: middle + Math.PI / 2, scaleX: size });
  });
}

function caption({ font, caption: words }: SealElement, { centre, radius }: Omit<Ring, "words">): OutlineStep[] {
  const units = unitsOf(words, FACES_OF[font]);
  const total = units.reduce((sum, { width }) => sum + width, 0);
  const size = Math.min(CAPTION.size, 1.1 / Math.max(total, 1)) * radius;
  let x = centre.x - (total * size) / 2;
  return units.flatMap((unit) => {
    const steps = moved(unitOutline(unit), { x, y: centre.y + radius * CAPTION.at, scaleX: size });
    x += unit.width * size;
    return steps;
  });
}

/** Columns from right to left, as seals are read: of up to nine ideographs, but none is left out of more. */
function square({ color: fill, font, ...box }: SealElement, words: string): Shape[] {
  const units = unitsOf(words.replaceAll(" ", ""), FACES_OF[font]);
  const across = units.length <= 2 ? 1 : Math.ceil(Math.sqrt(units.length));
  const down = Math.ceil(units.length / across) || 1;
  const rim = Math.min(box.width, box.height) * 0.07;
  const [width, height] = [(box.width - 2 * rim) / across, (box.height - 2 * rim) / down];
  const cut = units.flatMap((unit, at) => {
    const column = across - 1 - Math.floor(at / down);
    const steps = unitOutline(unit);
    const xs = steps.flatMap(({ args }) => args.filter((_, place) => place % 2 === 0));
    const ys = steps.flatMap(({ args }) => args.filter((_, place) => place % 2 === 1));
    const [left, right, head, foot] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const [scaleX, scaleY] = [
      (width * 0.88) / Math.max(right - left, 0.5),
      (height * 0.88) / Math.max(foot - head, 0.5),
    ];
    return moved(steps, {
      x: box.x + rim + (column + 0.5) * width - ((left + right) / 2) * scaleX,
      y: box.y + rim + ((at % down) + 0.5) * height - ((head + foot) / 2) * scaleY,
      ...{ scaleX, scaleY },
    });
  });
  const line = rectangleSteps({
    x: box.x + rim * 0.5,
    y: box.y + rim * 0.5,
    width: box.width - rim,
    height: box.height - rim,
  });
  return [
    { steps: [...edge(box)], fill },
    { steps: cut, fill: "#ffffff" },
    { steps: line, stroke: { color: "#ffffff", width: rim * 0.16 } },
  ];
}

/** A stone's edge is never quite straight: points around it, in thousandths of its sides, always the same. */
function edge({ x, y, width, height }: { x: number; y: number; width: number; height: number }): OutlineStep[] {
  const points: Point[] = [];
  const worn = (at: number) => (((at * 7919) % 23) / 23) * 0.012;
  const parts = 7;
  for (let at = 0; at < parts; at++) points.push({ x: at / parts + 0.012, y: worn(at) });
  for (let at = 0; at < parts; at++) points.push({ x: 1 - worn(at + 11), y: at / parts + 0.012 });
  for (let at = 0; at < parts; at++) points.push({ x: 1 - at / parts - 0.012, y: 1 - worn(at + 5) });
  for (let at = 0; at < parts; at++) points.push({ x: worn(at + 17), y: 1 - at / parts - 0.012 });
  return polygon(points.map((point) => ({ x: x + point.x * width, y: y + point.y * height })));
}
