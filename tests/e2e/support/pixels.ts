/** The PDFs of certificates, looked at pixel by pixel with another program: what differs between two of a template differs where its fields stand. */
import { expect, type Page } from "@playwright/test";
import type { TemplateDocument, TemplateElement } from "#lib/features/certificates/templates/types.ts";
import { type Picture, rasterise } from "#tests/features/evidence/receipts/pdf-tools.ts";
import { at } from "./certificates.ts";

const DPI = 96;
const PIXELS_PER_MM = DPI / 25.4;
/** Round the place of an element: strokes end a little beyond it. */
const MARGIN_MM = 1;
const DARK = 128;
/** Of a code's square. */
const CODE_INK = { min: 0.2, max: 0.7 };

interface Compared {
  template: string;
  /** Two, of different holders. */
  certificates: readonly [string, string];
}

/** Draws two certificates: the same page outside of its fields, another name and another code in them. */
export async function expectDrawn(page: Page, { template, certificates }: Compared): Promise<void> {
  const answer = await page.request.get(at(`/api/v1/templates/${template}/versions/1`));
  const { document } = (await answer.json()) as { document: TemplateDocument };
  const [first, second] = await Promise.all(certificates.map((id) => drawn(page, id)));
  if (!first || !second) throw new Error("A certificate was not drawn.");
  expect([second.width, second.height]).toEqual([first.width, first.height]);
  const fields = document.elements.filter((each) => each.kind === "qr" || textOf(each).includes("{{"));
  const boxes = fields.map((each) => insideOf(each, MARGIN_MM));
  const places = Array.from(first.pixels.keys());
  const differing = places.filter((place) => first.pixels[place] !== second.pixels[place]);
  const pointOf = (place: number) => ({ x: place % first.width, y: Math.floor(place / first.width) });
  const elsewhere = differing.filter((place) => !boxes.some((isInside) => isInside(pointOf(place))));
  expect(elsewhere.map(pointOf).slice(0, 5), "pixels that differ where no field stands").toEqual([]);
  for (const each of fields) {
    const isInside = insideOf(each, 0);
    const own = places.filter((place) => isInside(pointOf(place)));
    for (const { pixels } of [first, second]) {
      const ink = own.filter((place) => (pixels[place] ?? 0) < DARK).length / own.length;
      expect(ink, each.id).toBeGreaterThan(each.kind === "qr" ? CODE_INK.min : 0);
      if (each.kind === "qr") expect(ink, each.id).toBeLessThan(CODE_INK.max);
    }
    const isOwn = each.kind === "qr" || textOf(each).includes("{{holder_name}}");
    if (isOwn)
      expect(
        differing.some((place) => isInside(pointOf(place))),
        each.id,
      ).toBe(true);
  }
}

async function drawn(page: Page, certificate: string): Promise<Picture | undefined> {
  const address = at(`/api/v1/certificates/${certificate}/pdf`);
  // It is handed out once its batch is in the ledger: a moment after it was issued.
  await expect.poll(async () => (await page.request.get(address)).status(), { timeout: 60_000 }).toBe(200);
  const pages = rasterise(await (await page.request.get(address)).body(), DPI);
  expect(pages).toHaveLength(1);
  return pages[0];
}

const textOf = (element: TemplateElement): string => (element.kind === "text" ? element.text : "");

/** @param margin mm */
function insideOf(element: TemplateElement, margin: number): (point: { x: number; y: number }) => boolean {
  const [left, top] = [element.x - margin, element.y - margin].map((mm) => mm * PIXELS_PER_MM) as [number, number];
  const right = (element.x + element.width + margin) * PIXELS_PER_MM;
  const bottom = (element.y + element.height + margin) * PIXELS_PER_MM;
  return ({ x, y }) => x >= left && x <= right && y >= top && y <= bottom;
}
