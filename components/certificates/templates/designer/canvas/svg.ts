/** SVG on the canvas; lengths are millimetres of the page. */
import type { OutlineStep } from "#lib/pdf/faces.ts";

const SVG = "http://www.w3.org/2000/svg";

const LETTERS: Record<string, string> = {
  moveTo: "M",
  lineTo: "L",
  quadraticCurveTo: "Q",
  bezierCurveTo: "C",
  closePath: "Z",
};
const DIGITS = 3;

export function svg(
  name: string,
  attributes: Record<string, string | number>,
  ...children: (Node | string)[]
): SVGElement {
  const element = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** As the attribute `d` has it. */
export function pathOf(steps: readonly OutlineStep[]): string {
  return steps
    .map(
      ({ command, args }) => `${LETTERS[command] ?? ""}${args.map((each) => Number(each.toFixed(DIGITS))).join(" ")}`,
    )
    .join("");
}
