/** A seal as it is designed: round with a star (公章), oval, square, or a name alone. Lengths in millimetres, y downwards from its head. */
import type { FaceName, OutlineStep } from "#lib/pdf/faces.ts";
import { OTHER_FACES, OTHER_STRONG_FACES } from "#lib/pdf/faces.ts";
import { unitsOf } from "#lib/pdf/text.ts";
import { ellipseSteps, moved, type Point, polygon, rectangleSteps, type Shape } from "#lib/pdf/trace.ts";
import type { Unit } from "#lib/pdf/unit.ts";
import { unitOutline } from "#lib/pdf/unit-outline.ts";
import type { SealDesign } from "../types.ts";

const SONG: readonly FaceName[] = ["songStrong", "garamondStrong", "strong", "text", ...OTHER_STRONG_FACES];
const SCRIPT: readonly FaceName[] = ["garamondItalic", "song", "text", ...OTHER_FACES];
/** Height in parts of the width. */
const RATIO: Record<SealDesign["shape"], number> = { round: 1, oval: 2 / 3, square: 1, script: 0.36 };
/** In parts of half the seal's height. */
const RING = 0.055;
const WORDS = { size: 0.27, narrow: 0.2, base: 0.66 } as const;
const CODE = { size: 0.095, base: 0.84 } as const;
const STAR = { outer: 0.3, inner: 0.382 } as const;
const CAPTION = { size: 0.19, below: 0.6, alone: 0.1, width: 1.15 } as const;
/** How much of the ring words may go around, in parts of a whole turn. */
const ARC = { words: 0.7, code: 0.26 } as const;
/** Points of a curve whose length is measured. */
const SAMPLES = 720;

export function sealSize({ shape, width }: SealDesign): { width: number; height: number } {
  return { width, height: Math.round(width * RATIO[shape] * 100) / 100 };
}

/** Whether there is a letter for each of its characters. */
export function hasLetters(design: SealDesign): boolean {
  const faces = design.shape === "script" ? SCRIPT : SONG;
  const texts = [design.words, design.caption ?? "", design.code ?? ""];
  return texts.every((text) => unitsOf(text, faces).every(({ substitute }) => !substitute));
}

export function drawSeal(design: SealDesign): Shape[] {
  if (design.shape === "square") return square(design);
  if (design.shape === "script") return script(design);
  return ringed(design);
}

function ringed(design: SealDesign): Shape[] {
  const { color: fill, shape, words, caption = "", code = "" } = design;
  const { width, height } = sealSize(design);
  const centre = { x: width / 2, y: height / 2 };
  const half = height / 2;
  const line = half * RING;
  const [rx, ry] = [width / 2 - line / 2, height / 2 - line / 2];
  const isWide = /\p{Script=Han}/u.test(words);
  const inward = half * (1 - WORDS.base);
  const curve = (inset: number) => ({ centre, rx: width / 2 - inset, ry: height / 2 - inset });
  const hasStar = shape === "round";
  return [
    { steps: ellipseSteps(centre, rx, ry), stroke: { color: fill, width: line } },
    {
      steps: along(unitsOf(words, SONG), {
        ...curve(inward),
        ...{ size: half * (isWide ? WORDS.size : WORDS.narrow), part: ARC.words, isBelow: false },
      }),
      fill,
    },
    ...(hasStar ? [{ steps: star(centre, half * STAR.outer), fill }] : []),
    ...(caption ? [{ steps: captionAt(caption, { centre, half, hasStar }), fill }] : []),
    ...(code
      ? [
          {
            steps: along(unitsOf(code, SONG), {
              ...curve(half * (1 - CODE.base)),
              ...{ size: half * CODE.size, part: ARC.code, isBelow: true },
            }),
            fill,
          },
        ]
      : []),
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

interface Curve {
  centre: Point;
  rx: number;
  ry: number;
  size: number;
  part: number;
  /** Along its foot, to be read from left to right; else over its head. */
  isBelow: boolean;
}

/** Units along an ellipse, the same way apart everywhere, as large as they can be and spread out where they are few. */
function along(units: readonly Unit[], { centre, rx, ry, size: most, part, isBelow }: Curve): OutlineStep[] {
  const places = measured({ rx, ry });
  const whole = places.at(-1)?.length ?? 0;
  const total = units.reduce((sum, { width }) => sum + width, 0);
  const size = Math.min(most, (whole * part * 0.96) / Math.max(total, 1));
  const room = isBelow ? size * units.length * 0.12 : whole * part - total * size;
  const gap = units.length > 1 ? Math.min(room / (units.length - 1), size * (isBelow ? 0.12 : 0.9)) : 0;
  const used = total * size + gap * (units.length - 1);
  // Measured from the right, clockwise: its head is three quarters around, its foot one.
  const middle = whole * (isBelow ? 0.25 : 0.75);
  let at = middle + (isBelow ? used / 2 : -used / 2);
  return units.flatMap((unit) => {
    const width = unit.width * size;
    const place = placeAt(places, at + (isBelow ? -width / 2 : width / 2));
    at += (isBelow ? -1 : 1) * (width + gap);
    const angle = place.tangent + (isBelow ? Math.PI : 0);
    // Letters over the head stand on the curve; those along the foot hang with their heads inside.
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const origin = { x: centre.x + place.x - (cos * width) / 2, y: centre.y + place.y - (sin * width) / 2 };
    return moved(unitOutline(unit), { ...origin, angle, scaleX: size });
  });
}

type PlaceOnCurve = Point & { length: number; tangent: number };

function measured({ rx, ry }: { rx: number; ry: number }): PlaceOnCurve[] {
  const places: PlaceOnCurve[] = [];
  let length = 0;
  let before: Point | undefined;
  for (let at = 0; at <= SAMPLES; at++) {
    const angle = (2 * Math.PI * at) / SAMPLES;
    const point = { x: rx * Math.cos(angle), y: ry * Math.sin(angle) };
    if (before) length += Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
    places.push({ ...point, length, tangent: Math.atan2(ry * Math.cos(angle), -rx * Math.sin(angle)) });
  }
  return places;
}

function placeAt(places: readonly PlaceOnCurve[], length: number): PlaceOnCurve {
  const whole = places.at(-1)?.length ?? 1;
  const wanted = ((length % whole) + whole) % whole;
  return places.find((place) => place.length >= wanted) ?? { x: 0, y: 0, length: 0, tangent: 0 };
}

function captionAt(text: string, of: { centre: Point; half: number; hasStar: boolean }): OutlineStep[] {
  const { centre, half, hasStar } = of;
  const units = unitsOf(text, SONG);
  const total = units.reduce((sum, { width }) => sum + width, 0);
  const size = Math.min(CAPTION.size * (hasStar ? 1 : 1.5), CAPTION.width / Math.max(total, 1)) * half;
  return inLine(units, {
    x: centre.x - (total * size) / 2,
    y: centre.y + half * (hasStar ? CAPTION.below : CAPTION.alone),
    size,
  });
}

function inLine(units: readonly Unit[], { x, y, size }: Point & { size: number }): OutlineStep[] {
  let pen = x;
  return units.flatMap((unit) => {
    const steps = moved(unitOutline(unit), { x: pen, y, scaleX: size });
    pen += unit.width * size;
    return steps;
  });
}

/** Columns from right to left, as seals are read, each character as large as its place. */
function square(design: SealDesign): Shape[] {
  const { color, words } = design;
  const { width: side } = sealSize(design);
  const units = unitsOf(words.replaceAll(/\s/g, ""), SONG);
  const across = units.length <= 2 ? 1 : Math.ceil(Math.sqrt(units.length));
  const down = Math.ceil(units.length / across) || 1;
  const rim = side * 0.1;
  const [width, height] = [(side - 2 * rim) / across, (side - 2 * rim) / down];
  const cut = units.flatMap((unit, at) => {
    const column = across - 1 - Math.floor(at / down);
    return fitted(unitOutline(unit), {
      ...{ x: rim + (column + 0.5) * width, y: rim + ((at % down) + 0.5) * height },
      ...{ width: width * 0.9, height: height * 0.9 },
    });
  });
  const line = side * 0.04;
  const frame = rectangleSteps({ x: line / 2, y: line / 2, width: side - line, height: side - line });
  return [
    { steps: frame, stroke: { color, width: line } },
    { steps: cut, fill: color },
  ];
}

/** @param box its middle, and how large it is */
function fitted(steps: readonly OutlineStep[], box: Point & { width: number; height: number }): OutlineStep[] {
  const xs = steps.flatMap(({ args }) => args.filter((_, place) => place % 2 === 0));
  const ys = steps.flatMap(({ args }) => args.filter((_, place) => place % 2 === 1));
  const [left, right, head, foot] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scaleX = box.width / Math.max(right - left, 0.5);
  const scaleY = box.height / Math.max(foot - head, 0.5);
  const origin = { x: box.x - ((left + right) / 2) * scaleX, y: box.y - ((head + foot) / 2) * scaleY };
  return moved(steps, { ...origin, scaleX, scaleY });
}

function script(design: SealDesign): Shape[] {
  const { width, height } = sealSize(design);
  const units = unitsOf(design.words, SCRIPT);
  const total = units.reduce((sum, unit) => sum + unit.width, 0);
  const size = Math.min(height * 0.8, (width * 0.96) / Math.max(total, 1));
  const steps = inLine(units, { x: (width - total * size) / 2, y: height / 2 + size * 0.34, size });
  return [{ steps, fill: design.color }];
}
