/** The vermilion seal: 印证 cut out of the colour, one above the other, as a seal of stone prints them. */
import { face, type OutlineStep } from "#lib/pdf/faces.ts";
import type { At, Pen } from "#lib/pdf/pen.ts";
import { PAPER, VERMILION } from "#lib/pdf/style.ts";

export const SEAL_MARK_SIZE = { width: 44, height: 78 } as const;

/** The print's edge in hundredths of its width and height: a stone is never quite straight. */
const EDGE: readonly (readonly [number, number])[] = [
  [4, 1.2],
  [31, 0],
  [52, 0.7],
  [71, 0.1],
  [96.5, 1],
  [99.6, 4.2],
  [99, 27],
  [100, 45],
  [99.2, 63],
  [99.8, 88],
  [98.4, 98.4],
  [94, 99.7],
  [66, 99.1],
  [48, 100],
  [22, 99.2],
  [5, 99.8],
  [0.6, 97.4],
  [0, 72],
  [0.9, 51],
  [0.1, 30],
  [0.7, 3.6],
];

const CHARACTERS = ["印", "证"] as const;
/** Side of a character's square in relation to the print's width. */
const CHARACTER_SCALE = 0.86;
/** The characters are drawn taller than wide, as on seals. */
const INNER_RULE_POINTS = 0.9;
const INNER_RULE_INSET = 3;

function edgeSteps({ width, height }: { width: number; height: number }): OutlineStep[] {
  const points = EDGE.map(([across, up]) => [(across / 100) * width, (up / 100) * height]);
  return [
    ...points.map((args, index) => ({ command: index === 0 ? "moveTo" : "lineTo", args })),
    { command: "closePath", args: [] },
  ];
}

/** @param at lower left corner */
export function drawSealMark(pen: Pen, { x, y }: At): void {
  const { width, height } = SEAL_MARK_SIZE;
  pen.outline(edgeSteps(SEAL_MARK_SIZE), { x, y, scale: 1, color: VERMILION });
  pen.frame(
    {
      x: x + INNER_RULE_INSET,
      y: y + INNER_RULE_INSET,
      width: width - 2 * INNER_RULE_INSET,
      height: height - 2 * INNER_RULE_INSET,
    },
    { width: INNER_RULE_POINTS, color: PAPER },
  );
  const strong = face("strong");
  const side = width * CHARACTER_SCALE * 0.92;
  const cell = (height - 2 * INNER_RULE_INSET - 4) / CHARACTERS.length;
  CHARACTERS.forEach((character, index) => {
    const outline = strong.outline(character.codePointAt(0) ?? 0);
    const xs = outline.flatMap(({ args }) => args.filter((_, place) => place % 2 === 0));
    const ys = outline.flatMap(({ args }) => args.filter((_, place) => place % 2 === 1));
    const [left, right, foot, head] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const scale = side / 1000;
    const middle = y + height - INNER_RULE_INSET - 2 - cell * (index + 0.5);
    pen.outline(outline, {
      x: x + width / 2 - ((left + right) / 2) * scale,
      y: middle - ((foot + head) / 2) * scale,
      scale,
      color: PAPER,
    });
  });
}
