/** What is drawn of lines, on the canvas: shapes, seal, code, ornaments. */
import { ornamentShapes } from "#lib/features/certificates/templates/drawing/ornaments.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import type { Shape } from "#lib/pdf/trace.ts";
import type { ElementRest } from "./canvas-template.ts";
import { drawSeal } from "./seal.ts";
import { pathOf, svg } from "./svg.ts";

export interface LinesOptions {
  element: Exclude<ElementRest, { kind: "text" | "picture" }>;
  /** Millimetres. */
  width: number;
  height: number;
  issuer: string;
}

/** Modules of quiet zone around a code. ISO/IEC 18004 section 6.3.8. */
const QUIET_MODULES = 4;
/** As long as an id is: the code is as dense as a certificate's will be. */
const ID_EXAMPLE = "01890a5d-ac96-774b-bcce-b302099a8057";

export function drawLines(root: HTMLElement, options: LinesOptions): void {
  const { width, height } = options;
  const sheet = svg("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%", height: "100%", "aria-hidden": "true" });
  Object.assign(sheet.style, { display: "block", overflow: "visible" });
  sheet.append(...linesOf(options));
  root.append(sheet);
}

function linesOf({ element, width, height, issuer }: LinesOptions): SVGElement[] {
  switch (element.kind) {
    case "line":
      return [svg("rect", { width, height, fill: element.color })];
    case "rectangle":
      return [svg("rect", { width, height, ...paintOf(element) })];
    case "ellipse":
      return [svg("ellipse", { cx: width / 2, cy: height / 2, rx: width / 2, ry: height / 2, ...paintOf(element) })];
    case "seal":
      return drawSeal(element, { width, height, issuer });
    case "qr":
      return drawCode(element.color, width);
    case "ornament":
      return ornamentShapes({ ...element, id: "", x: 0, y: 0, width, height }).map(drawShape);
  }
}

function paintOf({ fill, stroke, strokeWidth }: Extract<ElementRest, { kind: "rectangle" | "ellipse" }>) {
  return { fill: fill ?? "none", stroke: stroke ?? "none", "stroke-width": strokeWidth };
}

function drawShape({ steps, fill, stroke }: Shape): SVGElement {
  const line = { stroke: stroke?.color ?? "none", "stroke-width": stroke?.width ?? 0 };
  return svg("path", { d: pathOf(steps), fill: fill ?? "none", "fill-rule": "evenodd", ...line });
}

function drawCode(color: string, side: number): SVGElement[] {
  const { size, path } = qrPath(`${location.origin}/v/${ID_EXAMPLE}`);
  const module = side / (size + 2 * QUIET_MODULES);
  const place = `scale(${module}) translate(${QUIET_MODULES} ${QUIET_MODULES})`;
  return [
    svg("rect", { width: side, height: side, fill: "#ffffff" }),
    svg("path", { d: path, fill: color, transform: place, "shape-rendering": "crispEdges" }),
  ];
}
