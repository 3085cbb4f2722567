/** Names in many scripts, and lines of them drawn in two ways. */
import type { Page } from "@playwright/test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { type FaceName, face } from "#lib/pdf/faces.ts";
import { Pen } from "#lib/pdf/pen.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { prepareText, unitsOf } from "#lib/pdf/text.ts";
import { type Picture, rasterise } from "#tests/features/evidence/receipts/pdf-tools.ts";

/** All of them are in the fonts at hand. */
export const NAMES: readonly string[] = [
  "张𠮷",
  "㐀𠀋 𠮟 䶮 𫖯",
  "홍길동",
  "Ελένη Παπαδοπούλου",
  "Nguyễn Văn Ạ",
  "Ђорђе Ґалаґан",
  "محمد بن عبد الله",
  "نهائي ١٢٣",
  "می‌خواهم",
  "שלום עולם",
  "สมชาย ใจดี น้ำปู่ที่",
  "देवनागरी क्षत्रिय हिन्दी",
];

/** Both directions in one line; shown as a browser shows them. */
export const MIXED: readonly string[] = [
  "عقد (نهائي) 2026 v2.pdf",
  "שלום עולם (טיוטה 3) final.pdf",
  "report عربي (12) 34.pdf",
  "合同 حسن 홍길동",
];

export const PAGE_SIZE: [width: number, height: number] = [960, 110];
export const SIZE = 40;
const ORIGIN = "http://fonts.test";
const START = { x: 30, y: 40 };
const BLACK = [0, 0, 0] as const;
const facts = { title: "t", subject: "s", language: "en", date: new Date(0), identity: utf8("scripts") };

/** A document with one line, in points that are pixels at 72 dpi. */
export async function lineDocument(text: string): Promise<Uint8Array> {
  await prepareText([text], STYLE.value.faces);
  const doc = await openDocument(facts);
  const fonts = embedFaces(doc, facts.identity);
  const pen = new Pen(doc, { fonts, size: PAGE_SIZE });
  pen.line(unitsOf(text, STYLE.value.faces), { ...START, size: SIZE, color: BLACK, boxColor: BLACK });
  return saveDocument(doc, fonts);
}

export async function pictureByUs(text: string): Promise<Picture> {
  const [picture] = rasterise(await lineDocument(text), 72);
  if (!picture) throw new Error("no page");
  return picture;
}

/** A rule for each face that we drew the text in, for just the characters that we drew in it. */
function fontRules(text: string): string[] {
  const characters = new Map<FaceName, Set<string>>();
  for (const unit of unitsOf(text, STYLE.value.faces)) {
    characters.set(
      unit.face,
      new Set([...(characters.get(unit.face) ?? []), ...unit.text, ...unit.text.normalize("NFKD")]),
    );
  }
  return [...characters].map(([name, those]) => {
    const range = [...those].map((character) => `U+${character.codePointAt(0)?.toString(16)}`).join(",");
    return `@font-face { font-family: line; src: url(${ORIGIN}/${name}); unicode-range: ${range} }`;
  });
}

/** The same line as a browser sets it, in the same files. */
export async function pictureByBrowser(page: Page, text: string): Promise<Picture> {
  await page.unroute(`${ORIGIN}/**`);
  await page.route(`${ORIGIN}/**`, async (route) => {
    const name = STYLE.value.faces.find((each) => route.request().url() === `${ORIGIN}/${each}`);
    if (name) await route.fulfill({ body: Buffer.from(face(name).data), contentType: "font/ttf" });
    else await route.fulfill({ body: `<style>${fontRules(text).join("\n")}</style>`, contentType: "text/html" });
  });
  await page.goto(`${ORIGIN}/`);
  const font = `${SIZE}px line`;
  const pixels = await page.evaluate(
    async ({ text, font, width, height, start }) => {
      await document.fonts.load(font, text);
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.fillStyle = "white";
      context.fillRect(0, 0, width, height);
      context.fillStyle = "black";
      context.font = font;
      // As in a text whose direction is found by its first letter.
      context.direction = /^[^\p{L}]*[\p{sc=Arab}\p{sc=Hebr}]/u.test(text) ? "rtl" : "ltr";
      context.textAlign = "left";
      context.fillText(text, start.x, height - start.y);
      const { data } = context.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, at) => data[4 * at] ?? 255);
    },
    { text, font, width: PAGE_SIZE[0], height: PAGE_SIZE[1], start: START },
  );
  return { width: PAGE_SIZE[0], height: PAGE_SIZE[1], pixels: Uint8Array.from(pixels) };
}

function isDark({ pixels, width, height }: Picture, { x, y }: { x: number; y: number }): boolean {
  return x >= 0 && x < width && y >= 0 && y < height && (pixels[y * width + x] ?? 255) < 128;
}

/** How much of one picture's ink has none of the other's within so many pixels: 0 to 1. */
export function strayInk(picture: Picture, other: Picture, reach: number): number {
  let dark = 0;
  let stray = 0;
  const steps = Array.from({ length: 2 * reach + 1 }, (_, step) => step - reach);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (!isDark(picture, { x, y })) continue;
      dark++;
      if (!steps.some((dy) => steps.some((dx) => isDark(other, { x: x + dx, y: y + dy })))) stray++;
    }
  }
  return dark === 0 ? 1 : stray / dark;
}
