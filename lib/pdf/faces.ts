/**
 * The fonts that documents are set in, each read once a process and only when a text wants it.
 *
 * In most of them a character is mapped to its nominal glyph, one to one: no ligature, no reordering and no contextual
 * form stands between what a record says and what is drawn. Scripts that cannot be read so are shaped: see shaping.ts.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { FontkitFont } from "fontkit";
import { type GlyphMetrics, readGlyphMetrics } from "./glyph-metrics.ts";

const FIRST = {
  text: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  strong: "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
  mono: "jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf",
  song: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
  songStrong: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
} as const;

/** What the first faces lack is looked for here, in this order, by its script. */
const OTHERS = {
  garamond: { files: ["eb-garamond", "EBGaramond"], covers: /[\p{scx=Latn}\p{scx=Grek}\p{scx=Cyrl}\p{sc=Zyyy}]/u },
  garamondItalic: {
    files: ["eb-garamond", "EBGaramond"],
    covers: /[\p{scx=Latn}\p{scx=Grek}\p{scx=Cyrl}\p{sc=Zyyy}]/u,
  },
  european: { files: ["noto-sans", "NotoSans"], covers: /[\p{scx=Latn}\p{scx=Grek}\p{scx=Cyrl}\p{sc=Zyyy}]/u },
  arabic: { files: ["noto-sans-arabic", "NotoSansArabic"], covers: /\p{scx=Arab}/u },
  hebrew: { files: ["noto-sans-hebrew", "NotoSansHebrew"], covers: /\p{scx=Hebr}/u },
  thai: { files: ["noto-sans-thai", "NotoSansThai"], covers: /\p{scx=Thai}/u },
  devanagari: { files: ["noto-sans-devanagari", "NotoSansDevanagari"], covers: /\p{scx=Deva}/u },
  korean: { files: ["noto-sans-kr", "NotoSansKR"], covers: /\p{scx=Hang}/u },
  hongKong: { files: ["noto-sans-hk", "NotoSansHK"], covers: /\p{sc=Han}/u },
  japanese: { files: ["noto-sans-jp", "NotoSansJP"], covers: /\p{sc=Han}/u },
} as const;

const SHAPED: readonly string[] = ["garamond", "garamondItalic", "european", "arabic", "hebrew", "thai", "devanagari"];

type OtherName = keyof typeof OTHERS;
export type FaceName = keyof typeof FIRST | OtherName | `${OtherName}Strong`;

/** With serifs: behind faces that have them, and nowhere else. */
const SERIF_NAMES: readonly string[] = ["garamond", "garamondItalic"];
const OTHER_NAMES = (Object.keys(OTHERS) as OtherName[]).filter((name) => !SERIF_NAMES.includes(name));

/** Behind the first faces of a style. */
export const OTHER_FACES: readonly FaceName[] = OTHER_NAMES;
export const OTHER_STRONG_FACES: readonly FaceName[] = OTHER_NAMES.map((name) => `${name}Strong` as const);

/** A step of an outline, in font units, y upwards. */
export interface OutlineStep {
  command: string;
  args: readonly number[];
}

/** A glyph at its place. Lengths in em of the line's size. */
export interface Glyph {
  /** In the font's file. */
  id: number;
  /** How far the pen goes on. */
  advance: number;
  /** Where the glyph is drawn, from the pen. */
  x: number;
  y: number;
  /** The characters that it stands for when text is copied out; none for a part of a letter. */
  text: string;
}

export interface Face {
  readonly name: FaceName;
  readonly data: Uint8Array;
  readonly font: FontkitFont;
  readonly metrics: GlyphMetrics;
  /** The glyph of a character that can be seen when drawn; undefined when this font cannot show it by itself. */
  readonly glyph: (codePoint: number) => Glyph | undefined;
  readonly outline: (codePoint: number) => readonly OutlineStep[];
}

const SPACE = 0x20;

/** Controls, formats, separators, combining marks, private and unassigned: never drawn as they are. */
const UNSEEN = /[\p{C}\p{Z}\p{M}]/u;

/** From where the process was started, and from this file, upwards: bundled code no longer lies in its folder. */
export function findPackageFile(path: string): string {
  for (const start of [process.cwd(), import.meta.dirname]) {
    for (let folder = start; folder; folder = dirname(folder)) {
      const candidate = join(folder, "node_modules", path);
      if (existsSync(candidate)) return candidate;
      if (dirname(folder) === folder) break;
    }
  }
  throw new Error(`A font of the receipt is not installed: node_modules/${path}. Run npm install.`);
}

/** Loaded with the first font: its decoder of compressed fonts, which ours are not, takes a quarter of a second of every start. */
function fontkit(): typeof import("fontkit") {
  return createRequire(findPackageFile("fontkit/package.json"))("fontkit");
}

function otherOf(name: FaceName): (typeof OTHERS)[OtherName] | undefined {
  return OTHERS[name.replace(/Strong$/, "") as OtherName];
}

function fileOf(name: FaceName): string {
  const other = otherOf(name);
  if (!other) return FIRST[name as keyof typeof FIRST];
  const [folder, stem] = other.files;
  const weight = name.endsWith("Strong") ? "700Bold" : name.endsWith("Italic") ? "400Regular_Italic" : "400Regular";
  return `${folder}/${weight}/${stem}_${weight}.ttf`;
}

/** Whether a character is of a script for which the face is there at all: asked before its file is read. */
export function isMeantFor(name: FaceName, character: string): boolean {
  return otherOf(name)?.covers.test(character) ?? true;
}

/** Whether it stands behind the first faces, and is read only when they lack something. */
export function isOther(name: FaceName): boolean {
  return otherOf(name) !== undefined;
}

/** Whether its glyphs are found by shaping whole words. */
export function isShaped(name: FaceName): boolean {
  return SHAPED.includes(name.replace(/Strong$/, ""));
}

function glyphOf({ font, metrics }: Pick<Face, "font" | "metrics">, codePoint: number): Glyph | undefined {
  const text = String.fromCodePoint(codePoint);
  if (codePoint !== SPACE && UNSEEN.test(text)) return undefined;
  if (!font.hasGlyphForCodePoint(codePoint)) return undefined;
  const { id } = font.glyphForCodePoint(codePoint);
  if (id === 0 || (codePoint !== SPACE && !metrics.hasInk(id))) return undefined;
  return { id, advance: metrics.advance(id) / font.unitsPerEm, x: 0, y: 0, text };
}

/**
 * The library keeps what it read of a glyph for as long as the font is open: half a kilobyte where its outline was not asked for. To open
 * a font again takes a few milliseconds.
 */
const GLYPHS_KEPT_MAX = 8_192;

function loadFace(name: FaceName): Face {
  const data = readFileSync(findPackageFile(`@expo-google-fonts/${fileOf(name)}`));
  const metrics = readGlyphMetrics(data);
  let font = fontkit().create(data);
  const glyphs = new Map<number, Glyph>();
  return {
    name,
    data,
    get font() {
      return font;
    },
    metrics,
    glyph: (codePoint) => {
      const known = glyphs.get(codePoint);
      if (known !== undefined) return known;
      if (glyphs.size >= GLYPHS_KEPT_MAX) {
        // The same file: what documents that are being written hold of it stays right.
        font = fontkit().create(data);
        glyphs.clear();
      }
      const glyph = glyphOf({ font, metrics }, codePoint);
      if (glyph !== undefined) glyphs.set(codePoint, glyph);
      return glyph;
    },
    outline: (codePoint) => font.glyphForCodePoint(codePoint).path.commands,
  };
}

const faces = new Map<FaceName, Face>();

/**
 * A font by its use: `text` and `strong` have Chinese, Latin, Greek, Cyrillic and kana, `song` and `songStrong` the same with
 * serifs; `mono` Latin alone; the others what their names say, in two weights.
 */
export function face(name: FaceName): Face {
  const loaded = faces.get(name);
  if (loaded) return loaded;
  const made = loadFace(name);
  faces.set(name, made);
  return made;
}
