/**
 * A scene as an SVG: for previews and thumbnails, set from the same description as the PDF. Letters are outlines of the same fonts,
 * so that no browser sets them otherwise; nothing in it runs or is fetched.
 */

import { inVisualOrder } from "#lib/pdf/bidi.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import { moved, pathData, type Shape } from "#lib/pdf/trace.ts";
import { SUBSTITUTE_PADDING_EM, SUBSTITUTE_SCALE } from "#lib/pdf/unit.ts";
import { unitOutline } from "#lib/pdf/unit-outline.ts";
import type { HexColor } from "../types.ts";
import { POINTS_PER_MM } from "./fit.ts";
import type { Scene, SceneItem, SceneText } from "./scene.ts";
import type { Pictures } from "./write-pdf.ts";

const QUIET_ZONE_MODULES = 4;
const round = (value: number): string => `${Math.round(value * 1000) / 1000}`;
const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? "&quot;");

function shape({ steps, fill, stroke, evenOdd }: Shape): string {
  const line = stroke ? ` stroke="${stroke.color}" stroke-width="${round(stroke.width)}"` : "";
  const rule = evenOdd ? ' fill-rule="evenodd"' : "";
  return `<path d="${pathData(steps)}" fill="${fill ?? "none"}"${rule}${line}/>`;
}

function text({ lines, size, color }: SceneText): string {
  const scaleX = size / POINTS_PER_MM;
  const steps = lines.flatMap(({ line, x, y }) => {
    let pen = x;
    return inVisualOrder(line).flatMap((unit) => {
      const padding = unit.substitute ? SUBSTITUTE_PADDING_EM * scaleX : 0;
      const scale = unit.substitute ? scaleX * SUBSTITUTE_SCALE : scaleX;
      const outline = moved(unitOutline(unit), { x: pen + padding, y, scaleX: scale });
      pen += unit.width * scaleX;
      return outline;
    });
  });
  return steps.length > 0 ? shape({ steps, fill: color }) : "";
}

function code({
  box,
  alt,
  color,
}: {
  box: { x: number; y: number; width: number };
  alt: string;
  color: HexColor;
}): string {
  const { size, path } = qrPath(alt);
  const whole = size + 2 * QUIET_ZONE_MODULES;
  const scale = box.width / whole;
  return `<g transform="translate(${round(box.x)} ${round(box.y)}) scale(${scale})"><path d="M0 0H${whole}V${whole}H0Z" fill="#ffffff"/><path transform="translate(${QUIET_ZONE_MODULES} ${QUIET_ZONE_MODULES})" d="${path}" fill="${color}"/></g>`;
}

function drawn(item: SceneItem, pictures: Pictures): string {
  switch (item.kind) {
    case "text":
      return text(item);
    case "shapes":
      return item.shapes.map(shape).join("");
    case "qr":
      return code(item);
    case "picture": {
      const bytes = pictures.get(item.picture);
      if (!bytes) return "";
      const type = bytes[0] === 0xff ? "image/jpeg" : "image/png";
      const { x, y, width, height } = item.box;
      const box = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
      const fit = item.fit === "cover" ? "xMidYMid slice" : "xMidYMid meet";
      return `<image ${box} preserveAspectRatio="${fit}" href="data:${type};base64,${Buffer.from(bytes).toString("base64")}"/>`;
    }
  }
}

export function writeSvg(
  scene: Scene,
  { pictures, language, title }: { pictures: Pictures; language: string; title?: string },
): string {
  const { width, height, background, items } = scene;
  const size = `width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}"`;
  const body = items.map((item) => `<g data-element="${item.element}">${drawn(item, pictures)}</g>`).join("");
  const words = title ? `<title>${escaped(title)}</title>` : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} lang="${language}">${words}<path d="M0 0H${width}V${height}H0Z" fill="${background}"/>${body}</svg>`;
}
