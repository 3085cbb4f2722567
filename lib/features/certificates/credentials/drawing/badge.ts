/** The badge of a certificate: a medal with what was achieved and by whom, drawn in lines and outlines of letters, and the credential in it. */
import sharp from "sharp";
import { bakePng } from "#lib/credentials/bake-png.ts";
import { bakeSvg } from "#lib/credentials/bake-svg.ts";
import { laurelAt, ornamentShapes } from "#lib/features/certificates/templates/drawing/ornaments.ts";
import {
  placeText,
  prepareScene,
  type Scene,
  type SceneItem,
} from "#lib/features/certificates/templates/drawing/scene.ts";
import { paragraphsOf } from "#lib/features/certificates/templates/drawing/words.ts";
import { writeSvg } from "#lib/features/certificates/templates/drawing/write-svg.ts";
import type { HexColor, TextElement } from "#lib/features/certificates/templates/types.ts";
import { ellipseSteps } from "#lib/pdf/trace.ts";

/** Millimetres; what matters is the picture's shape. */
const SIDE = 100;
const MIDDLE = { x: SIDE / 2, y: SIDE / 2 };
/** As badges are shown, and sharp on twice as dense a screen. */
const PNG_PIXELS = 512;
const INK: HexColor = "#7a1f1f";
const GOLD: HexColor = "#b08a3e";
const PAPER: HexColor = "#fffdf6";

export interface BadgeFacts {
  /** What was achieved. */
  title: string;
  issuerName: string;
  /** The exact text that is put into the picture. */
  credential: string;
}

/** The same bytes whenever it is drawn of the same. */
export async function drawBadge(facts: BadgeFacts, format: "png" | "svg"): Promise<Uint8Array> {
  await prepareScene();
  const svg = writeSvg(sceneOf(facts), { pictures: new Map(), language: "und", title: facts.title });
  if (format === "svg") return Buffer.from(bakeSvg(svg, facts.credential));
  const png = await sharp(Buffer.from(svg), { density: 300 }).resize(PNG_PIXELS, PNG_PIXELS).png().toBuffer();
  return bakePng(png, facts.credential);
}

function sceneOf({ title, issuerName }: BadgeFacts): Scene {
  const rosette = { kind: "ornament", id: "rosette", design: "guilloche-rosette", x: 2, y: 2 } as const;
  const ring = (radius: number, width: number, color: HexColor) => ({
    steps: ellipseSteps(MIDDLE, radius),
    stroke: { color, width },
  });
  const medal: SceneItem = {
    kind: "shapes",
    element: "medal",
    shapes: [
      ...ornamentShapes({ ...rosette, width: SIDE - 4, height: SIDE - 4, color: GOLD, second: GOLD }),
      { steps: ellipseSteps(MIDDLE, 37), fill: PAPER },
      ring(37, 0.9, INK),
      ring(35.4, 0.3, GOLD),
      ...laurelAt(MIDDLE, 34, { leaf: GOLD, stem: GOLD }),
    ],
  };
  const texts = [
    { id: "title", text: title, y: 35, height: 18, size: 20, linesMax: 3, color: INK },
    { id: "issuer", text: issuerName, y: 55, height: 9, size: 8, linesMax: 2, color: "#3a3a3a" as const },
  ].flatMap(placed);
  return { width: SIDE, height: SIDE, background: PAPER, items: [medal, ...texts] };
}

type Words = Pick<TextElement, "id" | "text" | "y" | "height" | "size" | "linesMax" | "color">;

/** Set smaller, then left out: a badge without its words is the credential's all the same. */
function placed(words: Words): SceneItem[] {
  const element: TextElement = {
    ...{ kind: "text", x: 29, width: 42, font: "song-bold", sizeMin: 4, align: "center", vertical: "middle" },
    ...{ leading: 1.25, spacing: 0, role: "text" },
    ...words,
  };
  try {
    return [placeText(element, paragraphsOf(plainWords(words.text), NOTHING))];
  } catch {
    return [];
  }
}

/** A text of theirs is no template of ours. */
function plainWords(text: string): string {
  return text.replaceAll("{{", "{ {");
}

const NOTHING = {
  document: {
    template: "sealbook.template/v1",
    language: "en",
    timeZone: "UTC",
    page: { size: "A4", orientation: "portrait" },
    background: { color: PAPER },
    elements: [],
    fields: [],
    achievement: { name: "", description: "", criteria: "" },
  },
  values: {},
  particulars: { certificateId: "", address: "", issuerName: "", issuedAt: "1970-01-01T00:00:00.000Z" },
} satisfies Parameters<typeof paragraphsOf>[1];
