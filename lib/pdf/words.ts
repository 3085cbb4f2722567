/**
 * Which face draws which part of a text (itemisation), where the first faces do not have all of it.
 *
 * The letters of one script in one text come from one face, when there is one that has them all: a Greek name is not
 * drawn in two fonts because one of them lacks an accent. A letter stays with its marks.
 */
import { type FaceName, face, isMeantFor, isShaped } from "./faces.ts";
import { idleJoinerIn, isDrawable, shapeWord } from "./shaping.ts";
import { glyphsWidth, nominalUnit, substituteUnit, type Unit } from "./unit.ts";

/** Scripts written in words of letters; others (ideographs, signs, digits) are seen to one by one. */
const SCRIPTS = [
  /^\p{sc=Latn}/u,
  /^\p{sc=Grek}/u,
  /^\p{sc=Cyrl}/u,
  /^\p{scx=Arab}/u,
  /^\p{scx=Hebr}/u,
  /^\p{scx=Thai}/u,
  /^\p{scx=Deva}/u,
  /^\p{scx=Hang}/u,
];

/** Never drawn as they are, not even beside others. */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
/** Zero-width non-joiner and joiner: ordinary spelling in Persian and Hindi. */
const JOINER = /[\u200c\u200d]/u;
const JOINERS = /[\u200c\u200d]/gu;
const JOINERS_MAX = 16;
/** Stands with the letter before it. */
const DEPENDENT = /[\p{M}\u200c\u200d]/u;
const THAI = /\p{sc=Thai}/u;

interface Run {
  text: string;
  /** In SCRIPTS; -1 for a single grapheme of none of them. */
  script: number;
}

const segmenters = new Map<"grapheme" | "word", Intl.Segmenter>();

function segment(text: string, granularity: "grapheme" | "word"): { segment: string; index: number }[] {
  const segmenter = segmenters.get(granularity) ?? new Intl.Segmenter("th", { granularity });
  segmenters.set(granularity, segmenter);
  return [...segmenter.segment(text)];
}

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const { segment: grapheme } of segment(text, "grapheme")) {
    const script = SCRIPTS.findIndex((pattern) => pattern.test(grapheme));
    const last = runs.at(-1);
    if (last && script >= 0 && last.script === script) last.text += grapheme;
    else runs.push({ text: grapheme, script });
  }
  return runs;
}

function has(name: FaceName, character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  if (!isShaped(name)) return isMeantFor(name, character) && face(name).glyph(codePoint) !== undefined;
  if (JOINER.test(character)) return true;
  if (UNSEEN.test(character) || !(DEPENDENT.test(character) || isMeantFor(name, character))) return false;
  return face(name).font.hasGlyphForCodePoint(codePoint);
}

function faceFor(text: string, faces: readonly FaceName[]): FaceName | undefined {
  const characters = [...new Set(text)];
  if (DEPENDENT.test(characters[0] ?? "")) return undefined;
  return faces.find((name) => characters.every((character) => has(name, character)));
}

/** Each character by itself, as it is drawn or as its code point. */
function apart(text: string, faces: readonly FaceName[]): Unit[] {
  return Array.from(text, (character): Unit => {
    const name = faceFor(character, faces);
    if (!name) return substituteUnit(character);
    return (isShaped(name) ? shapedAlone(name, character) : nominalUnit(name, character)) ?? substituteUnit(character);
  });
}

function shapedAlone(name: FaceName, character: string): Unit | undefined {
  const [cluster] = shapeWord(name, character);
  if (!cluster || !isDrawable(name, cluster)) return undefined;
  return { ...cluster, face: name, width: glyphsWidth(cluster.glyphs), substitute: false, level: 0 };
}

function shapedUnits(name: FaceName, text: string, faces: readonly FaceName[]): Unit[] {
  if (text === "") return [];
  const joiners = text.match(JOINERS)?.length ?? 0;
  // No word is written with so many, and each would be looked into.
  const idle = joiners > JOINERS_MAX ? text.search(JOINER) : joiners > 0 ? idleJoinerIn(name, text) : -1;
  if (idle >= 0) {
    const before = shapedUnits(name, text.slice(0, idle), faces);
    return [...before, substituteUnit(text[idle] ?? ""), ...shapedUnits(name, text.slice(idle + 1), faces)];
  }
  return shapeWord(name, text).flatMap((cluster): Unit[] => {
    if (!isDrawable(name, cluster)) return apart(cluster.text, faces);
    return [{ ...cluster, face: name, width: glyphsWidth(cluster.glyphs), substitute: false, level: 0 }];
  });
}

/** Thai has no spaces between words: where they begin is looked up in a dictionary. */
function withWords(units: readonly Unit[], text: string): Unit[] {
  const starts = new Set(segment(text, "word").map(({ index }) => index));
  let at = 0;
  return units.map((unit) => {
    const beginsWord = at > 0 && starts.has(at);
    at += unit.substitute ? String.fromCodePoint(Number.parseInt(unit.text.slice(2), 16)).length : unit.text.length;
    return beginsWord ? { ...unit, beginsWord } : unit;
  });
}

function unitsIn(name: FaceName, text: string, faces: readonly FaceName[]): Unit[] {
  if (!isShaped(name))
    return Array.from(text, (character) => nominalUnit(name, character) ?? substituteUnit(character));
  const units = shapedUnits(name, text, faces);
  return THAI.test(text) ? withWords(units, text) : units;
}

/** The units of a text, in logical order; what no face has is apart from its neighbours, as its code point. */
export function itemise(text: string, faces: readonly FaceName[]): Unit[] {
  const runs = runsOf(text);
  const ofScript = new Map<number, FaceName | undefined>();
  for (const script of new Set(runs.map((run) => run.script))) {
    const all = runs.filter((run) => run.script === script).map((run) => run.text);
    if (script >= 0) ofScript.set(script, faceFor(all.join(""), faces));
  }
  return runs.flatMap((run) => {
    const name = ofScript.get(run.script);
    if (name) return unitsIn(name, run.text, faces);
    return segment(run.text, "grapheme").flatMap(({ segment: grapheme }) => {
      const own = faceFor(grapheme, faces);
      return own ? unitsIn(own, grapheme, faces) : apart(grapheme, faces);
    });
  });
}
