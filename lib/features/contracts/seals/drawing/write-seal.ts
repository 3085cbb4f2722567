/** The drawn seal as a document has it, and as a browser shows it. */
import { deflateSync } from "node:zlib";
import type { SealPicture } from "#lib/pades/appearance.ts";
import { type HexColor, pathData, type Shape } from "#lib/pdf/trace.ts";
import type { SealDesign } from "../types.ts";
import { drawSeal, sealSize } from "./draw-seal.ts";

const round = (value: number): string => `${Math.round(value * 1_000) / 1_000}`;

export function writeSealSvg(design: SealDesign, title: string): string {
  const { width, height } = sealSize(design);
  const shapes = drawSeal(design).map(({ steps, fill, stroke }) => {
    const line = stroke ? ` stroke="${stroke.color}" stroke-width="${round(stroke.width)}"` : "";
    return `<path d="${pathData(steps)}" fill="${fill ?? "none"}"${line}/>`;
  });
  const label = title.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const box = `viewBox="0 0 ${width} ${height}" width="${width}mm" height="${height}mm"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img"><title>${label}</title>${shapes.join("")}</svg>`;
}

export function writeSealDrawing(design: SealDesign): SealPicture {
  const { width, height } = sealSize(design);
  // Upwards, as pages count.
  const operators = [`1 0 0 -1 0 ${round(height)} cm`, ...drawSeal(design).flatMap(operatorsOf)].join("\n");
  return { kind: "drawing", width, height, operators: new Uint8Array(deflateSync(operators)) };
}

function operatorsOf({ steps, fill, stroke }: Shape): string[] {
  const path = pathOperators(steps);
  return [
    ...(fill ? [`${colour(fill)} rg`, ...path, "f"] : []),
    ...(stroke ? [`${colour(stroke.color)} RG ${round(stroke.width)} w`, ...path, "S"] : []),
  ];
}

const colour = (color: HexColor): string =>
  [1, 3, 5].map((at) => round(Number.parseInt(color.slice(at, at + 2), 16) / 255)).join(" ");

function pathOperators(steps: Shape["steps"]): string[] {
  let pen = [0, 0];
  return steps.map(({ command, args }) => {
    const before = pen;
    if (args.length >= 2) pen = args.slice(-2);
    if (command === "moveTo") return `${args.map(round).join(" ")} m`;
    if (command === "lineTo") return `${args.map(round).join(" ")} l`;
    if (command === "bezierCurveTo") return `${args.map(round).join(" ")} c`;
    if (command === "quadraticCurveTo") return `${raised(before, args).map(round).join(" ")} c`;
    return "h";
  });
}

/** A quadratic curve as a cubic one: a page knows no other. */
function raised([fromX = 0, fromY = 0]: number[], [midX = 0, midY = 0, x = 0, y = 0]: readonly number[]): number[] {
  const towards = (from: number, to: number) => from + (2 / 3) * (to - from);
  return [towards(fromX, midX), towards(fromY, midY), towards(x, midX), towards(y, midY), x, y];
}
