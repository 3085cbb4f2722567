/**
 * A seal across the edges of all pages (骑缝章): cut into upright strips, one at the right edge of each page, so that pages that are exchanged
 * show. Strips are stamps that stand in the first signed revision: nothing is added to a page once somebody has signed.
 */
import type { PdfRef, PdfValue } from "#lib/pdf/read/values.ts";
import { addAppearance } from "./appearance.ts";
import type { Increment } from "./increment.ts";
import { type Box, boxOnPage, type PageShown, shownSize } from "./pages.ts";
import { PdfRefused } from "./refused.ts";

/** Of one seal: narrower strips than these of a seal of 42 mm show too little of it. */
const PAGES_A_SEAL_MAX = 20;
/** Print, ReadOnly, Locked, LockedContents (section 12.5.3). */
const FLAGS = 4 | 64 | 128 | 512;

export interface Strip {
  page: PageShown;
  annotation: PdfRef;
}

/** Where a page shows its part of a seal. */
export interface StripPlace {
  page: PageShown;
  /** In the page's own space. */
  box: Box;
  /** Which part of the seal's width it is, from 0 to 1. */
  from: number;
  to: number;
}

/**
 * @param size in millimetres
 * @throws {PdfRefused} `pdf_strips_one_page`; `pdf_place_outside` for a page that is smaller than the seal
 */
export function stripPlaces(pages: readonly PageShown[], size: { width: number; height: number }): StripPlace[] {
  if (pages.length < 2) throw new PdfRefused("pdf_strips_one_page");
  return groupsOf(pages).flatMap((group) =>
    group.map((page, at) => {
      const whole = shownSize(page);
      const [width, height] = [(size.width / group.length) * page.unitsAMm, size.height * page.unitsAMm];
      const y = (whole.height - height) / 2;
      if (y < 0 || width > whole.width) throw new PdfRefused("pdf_place_outside");
      const box = boxOnPage(page, { x: whole.width - width, y, width, height });
      return { page, box, from: at / group.length, to: (at + 1) / group.length };
    }),
  );
}

/** What a place shows of the seal. */
export function stripAppearance(
  increment: Increment,
  { page, from, to }: Omit<StripPlace, "box">,
  { picture, size }: { picture: PdfRef; size: { width: number; height: number } },
): PdfRef {
  return addAppearance(increment, {
    ...{ picture, page, scale: 1, at: { x: 0, y: 0 } },
    box: { left: from * size.width, bottom: 0, right: to * size.width, top: size.height },
  });
}

/** @throws {PdfRefused} as `stripPlaces` */
export function addStrips(
  increment: Increment,
  given: { picture: PdfRef; size: { width: number; height: number }; pages: readonly PageShown[] },
): Strip[] {
  return stripPlaces(given.pages, given.size).map((place) => {
    const { page, box } = place;
    const annotation = increment.add(
      new Map<string, PdfValue>([
        ["Type", { name: "Annot" }],
        ["Subtype", { name: "Stamp" }],
        ["Rect", [box.left, box.bottom, box.right, box.top]],
        ["P", page.reference],
        ["F", FLAGS],
        ["AP", new Map([["N", stripAppearance(increment, place, given)]])],
      ]),
    );
    return { page, annotation };
  });
}

/** Groups of like size, none of a single page. */
function groupsOf(pages: readonly PageShown[]): PageShown[][] {
  const count = Math.ceil(pages.length / PAGES_A_SEAL_MAX);
  const groups: PageShown[][] = [];
  for (let at = 0; at < count; at++) {
    const [from, to] = [at, at + 1].map((each) => Math.round((each * pages.length) / count));
    groups.push(pages.slice(from, to));
  }
  return groups;
}
