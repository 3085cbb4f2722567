/** What the designs of the gallery share: a text with the manners of a page, fields, the code and the seal at its foot. */
import type { FontName } from "../../schema/fonts.ts";
import type {
  Box,
  HexColor,
  TemplateDocument,
  TemplateElement,
  TemplateField,
  TemplateLanguage,
  TextElement,
} from "../../types.ts";

export const INK: HexColor = "#1c1a17";
export const SOFT: HexColor = "#6b645a";
export const VERMILION: HexColor = "#b9291c";
export const IVORY: HexColor = "#fffdf8";

/** The manners of a language. */
export interface Tongue {
  language: TemplateLanguage;
  isChinese: boolean;
  /** Its words of two. */
  say: (zh: string, en: string) => string;
  plain: FontName;
  strong: FontName;
  /** Of names: bold where ideographs are, slanted where letters are. */
  name: FontName;
}

export function tongueOf(language: TemplateLanguage): Tongue {
  const isChinese = language === "zh-CN";
  return {
    ...{ language, isChinese },
    say: (zh, en) => (isChinese ? zh : en),
    plain: isChinese ? "song" : "garamond",
    strong: isChinese ? "song-bold" : "garamond-bold",
    name: isChinese ? "song-bold" : "garamond-italic",
  };
}

type Given = Partial<Omit<TextElement, "kind" | "id" | "text" | keyof Box>>;
/** x, y, width, height in millimetres. */
export type Place = readonly [x: number, y: number, width: number, height: number];

const TEXT: Omit<TextElement, "id" | "text" | "sizeMin" | keyof Box> = {
  ...{ kind: "text", font: "song", size: 13, linesMax: 1, color: INK, align: "center", vertical: "middle" },
  ...{ leading: 1.5, spacing: 0, role: "text" },
};
/** How far a text shrinks, where nothing else is said. */
const FLOOR = 0.6;

export function text(
  id: string,
  words: string,
  { box: [x, y, width, height], ...given }: Given & { box: Place },
): TextElement {
  const whole = { ...TEXT, ...given };
  const sizeMin = given.sizeMin ?? Math.round(whole.size * FLOOR * 100) / 100;
  return { ...whole, sizeMin, id, text: words, x, y, width, height };
}

/** The holder's name: as large as it can be, in two lines where it must be. */
export function nameAt(box: Place, { name, isChinese }: Tongue, given: Given = {}): TextElement {
  const size = isChinese ? 30 : 36;
  const manners = { font: name, size, sizeMin: 18, linesMax: 2, leading: 1.15, spacing: isChinese ? 0.08 : 0 };
  return text("name", "{{holder_name}}", { ...manners, role: "heading", ...given, box });
}

export function field(
  name: string,
  [zh, en]: readonly [string, string],
  given: Partial<TemplateField> = {},
): TemplateField {
  return { name, label: { "zh-CN": zh, en }, type: "text", required: true, visibility: "shown", ...given };
}

/** The code, and below it how a reader checks, with the certificate's number. @param at the code's upper left corner */
export function codeAt(
  [x, y]: readonly [number, number],
  { say, plain }: Tongue,
  { color = INK, ink = SOFT }: { color?: HexColor; ink?: HexColor } = {},
): TemplateElement[] {
  return [
    { id: "code", kind: "qr", x, y, width: 30, height: 30, color },
    text("code-caption", say("扫码验证真伪", "Scan to verify"), {
      box: [x - 8, y + 30.4, 46, 4.6],
      size: 8.5,
      color: ink,
      font: plain,
    }),
    text("number", "{{certificate_id}}", {
      box: [x - 8, y + 35, 46, 3.6],
      size: 5.6,
      sizeMin: 4,
      color: ink,
      font: "mono",
    }),
  ];
}

/** Seal, issuer and day, one below the other. @param at the seal's middle and head */
export function sealedAt(
  [middle, y]: readonly [number, number],
  { say, strong, plain, isChinese }: Tongue,
  { width = 100, caption = "" }: { width?: number; caption?: string } = {},
): TemplateElement[] {
  const left = middle - width / 2;
  return [
    {
      ...{ id: "seal", kind: "seal", shape: "round", text: "{{issuer_name}}", caption, color: VERMILION, font: strong },
      ...{ middle: isChinese ? "star" : "laurel", x: middle - 18, y, width: 36, height: 36 },
    },
    text("issuer", "{{issuer_name}}", {
      ...{ box: [left, y + 37, width, 9], font: strong, size: 13.5, sizeMin: 7.5, linesMax: 2, leading: 1.1 },
    }),
    text("date", say("{{issued_on:han}}", "{{issued_on}}"), {
      box: [left, y + 46, width, 7],
      font: plain,
      size: 11.5,
      color: SOFT,
    }),
  ];
}

interface Design {
  language: TemplateLanguage;
  orientation: "portrait" | "landscape";
  background?: HexColor;
  elements: TemplateElement[];
  fields: TemplateField[];
  achievement: readonly [name: string, description: string, criteria: string];
}

export function designed({ orientation, background: color = IVORY, achievement, ...design }: Design): TemplateDocument {
  const [name, description, criteria] = achievement;
  return {
    ...{ template: "sealbook.template/v1", timeZone: "Asia/Shanghai", page: { size: "A4", orientation } },
    ...{ background: { color }, achievement: { name, description, criteria }, ...design },
  };
}
