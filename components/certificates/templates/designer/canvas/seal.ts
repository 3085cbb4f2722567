/** The issuer's seal on the canvas: place, size, colour and words. The letters along the ring are set by the browser, those of the PDF by the server. */
import { laurelAt } from "#lib/features/certificates/templates/drawing/ornaments.ts";
import type { HexColor } from "#lib/features/certificates/templates/types.ts";
import { picturePath } from "../../picture-path.ts";
import type { ElementRest } from "./canvas-template.ts";
import { familyOf } from "./fonts.ts";
import { pathOf, svg } from "./svg.ts";

export type SealRest = Extract<ElementRest, { kind: "seal" }>;

interface SealOptions {
  width: number;
  height: number;
  issuer: string;
}

/** Of the radius. */
const RING = { width: 0.06, words: 0.72, size: 0.24, middle: 0.34, caption: 0.16 };
/** How far the words go round, in radians. */
const WORDS_ARC = 1.55 * Math.PI;
const STAR_POINTS = 5;
const CUT_MAX = 9;

let paths = 0;

export function drawSeal(seal: SealRest, options: SealOptions): SVGElement[] {
  return seal.shape === "round" ? drawRound(seal, options) : drawSquare(seal, options);
}

function drawRound(seal: SealRest, { width, height, issuer }: SealOptions): SVGElement[] {
  const { color, caption } = seal;
  const [cx, cy, radius] = [width / 2, height / 2, Math.min(width, height) / 2];
  const ring = {
    cx,
    cy,
    r: radius * (1 - RING.width / 2),
    fill: "none",
    stroke: color,
    "stroke-width": radius * RING.width,
  };
  const text = { fill: color, "font-family": `"${familyOf(seal.font)}"`, "text-anchor": "middle" };
  const below = { ...text, x: cx, y: cy + radius * 0.66, "font-size": radius * RING.caption };
  return [
    svg("circle", ring),
    ...wordsAround(seal.text.replaceAll("{{issuer_name}}", issuer), { cx, cy, radius, text }),
    ...drawMiddle(seal, { cx, cy, radius: radius * RING.middle }),
    ...(caption ? [svg("text", below, caption)] : []),
  ];
}

function wordsAround(
  words: string,
  { cx, cy, radius, text }: { cx: number; cy: number; radius: number; text: Record<string, string> },
): SVGElement[] {
  const id = `sealbook-seal-${paths++}`;
  const at = radius * RING.words;
  const [from, to] = [-Math.PI / 2 - WORDS_ARC / 2, -Math.PI / 2 + WORDS_ARC / 2];
  const point = (angle: number) => `${cx + at * Math.cos(angle)} ${cy + at * Math.sin(angle)}`;
  const size = Math.min(radius * RING.size, (at * WORDS_ARC) / Math.max(6, words.length));
  const along = svg("textPath", { href: `#${id}`, startOffset: "50%" }, words);
  return [
    svg("path", { id, d: `M${point(from)}A${at} ${at} 0 1 1 ${point(to)}`, fill: "none" }),
    svg("text", { ...text, "font-size": size }, along),
  ];
}

function drawMiddle(
  { middle, picture, color }: SealRest,
  { cx, cy, radius }: { cx: number; cy: number; radius: number },
): SVGElement[] {
  switch (middle) {
    case "none":
      return [];
    case "star":
      return [svg("path", { d: star(cx, cy, radius), fill: color })];
    case "laurel":
      return laurelAt({ x: cx, y: cy }, radius, { leaf: color, stem: color as HexColor }).map(
        ({ steps, fill, stroke }) =>
          svg("path", {
            d: pathOf(steps),
            fill: fill ?? "none",
            stroke: stroke?.color ?? "none",
            "stroke-width": stroke?.width ?? 0,
          }),
      );
    case "picture": {
      const place = { x: cx - radius, y: cy - radius, width: 2 * radius, height: 2 * radius };
      return picture ? [svg("image", { ...place, href: picturePath(picture) })] : [];
    }
  }
}

function star(cx: number, cy: number, radius: number): string {
  const points = Array.from({ length: 2 * STAR_POINTS }, (_, at) => {
    const [angle, from] = [(at * Math.PI) / STAR_POINTS - Math.PI / 2, at % 2 === 0 ? radius : radius * 0.382];
    return `${cx + from * Math.cos(angle)} ${cy + from * Math.sin(angle)}`;
  });
  return `M${points.join("L")}Z`;
}

/** Up to nine ideographs in columns from the right, as they are carved. */
function drawSquare(seal: SealRest, { width, height, issuer }: SealOptions): SVGElement[] {
  const letters = [...seal.text.replaceAll("{{issuer_name}}", issuer)]
    .filter((each) => each.trim() !== "")
    .slice(0, CUT_MAX);
  const rows = Math.ceil(Math.sqrt(letters.length)) || 1;
  const columns = Math.ceil(letters.length / rows) || 1;
  const edge = Math.min(width, height) * 0.08;
  const [cellWidth, cellHeight] = [(width - 2 * edge) / columns, (height - 2 * edge) / rows];
  const size = Math.min(cellWidth, cellHeight) * 0.92;
  const text = {
    fill: "#ffffff",
    "font-family": `"${familyOf(seal.font)}"`,
    "text-anchor": "middle",
    "font-size": size,
  };
  return [
    svg("rect", { width, height, rx: edge / 2, fill: seal.color }),
    ...letters.map((letter, at) => {
      const x = width - edge - (Math.floor(at / rows) + 0.5) * cellWidth;
      const y = edge + ((at % rows) + 0.5) * cellHeight;
      return svg("text", { ...text, x, y, "dominant-baseline": "central" }, letter);
    }),
  ];
}
