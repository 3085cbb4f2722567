/** What was recorded: its name, whose it is and since when, its fingerprint, and what it claims. */
import type { OwnField } from "#lib/core/claim/own-fields.ts";
import { splitFields } from "#lib/core/claim/stated-origin.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { Figure, Passage } from "#lib/pdf/sheet.ts";
import { STYLE } from "#lib/pdf/style.ts";
import { substitutesIn, unitsOf } from "#lib/pdf/text.ts";
import { claimRows, fieldText, originRows } from "#lib/verify/claim-words.ts";
import { grouped, namesIn, type ReceiptFacts } from "./facts.ts";
import { listed, type Setting, say } from "./setting.ts";
import { zoned } from "./times.ts";

/** So that the first page has name, organisation and time, however long the names are; the whole of a longer one is further down. */
const NAME_LINES_MAX = 8;
const ORGANISATION_LINES_MAX = 4;
/** Room that the heading of own fields keeps below itself. */
const KEEP_FIELDS = 30;
/** 53 mm and 11 mm. */
const LOGO_BOX = { width: 150, height: 32 } as const;
/** Boxed characters are listed up to here, then counted. */
const SUBSTITUTES_LISTED_MAX = 12;

const value = (text: string): Passage => ({ text, style: STYLE.value });

function nameOf({ facts, locale }: Setting): Passage {
  return facts.name === undefined ? value(say(locale)("nameWithheld")) : { text: facts.name, style: STYLE.name };
}

export function recordRows(setting: Setting): void {
  const { sheet, facts, locale } = setting;
  const t = say(locale);
  sheet.table(() => {
    sheet.row(t("name"), [{ ...nameOf(setting), linesMax: NAME_LINES_MAX }]);
    const organisation = { ...value(facts.organisation.name), linesMax: ORGANISATION_LINES_MAX };
    sheet.row(t("submitter"), [organisation], { figure: logoFigure(setting) });
    sheet.row(t("receivedAt"), [value(zoned(facts.receivedAt, locale))], { remark: t("clock") });
    sheet.row(t("digest"), [{ text: grouped(facts.sha256), style: STYLE.digest }]);
    sheet.row(t("content"), [value(contentText(facts, locale))]);
    for (const { term, value: text, hash } of claimTexts(facts, locale)) {
      sheet.row(term, [hash ? { text: grouped(text), style: STYLE.digest } : value(text)]);
    }
    sheet.row(t("id"), [{ text: facts.id, style: STYLE.digest }]);
  });
  const boxed = substitutesIn(namesIn(facts).flatMap((text) => unitsOf(text, STYLE.value.faces)));
  if (boxed.length > 0) {
    const list = listed(boxed, { max: SUBSTITUTES_LISTED_MAX, locale });
    sheet.block("Note", { text: t("shownByCodePoint", { list }), style: STYLE.small });
  }
}

/** Beside whose name it stands, so that it says of nobody else that this is theirs. */
function logoFigure({ facts, locale, logo }: Setting): Figure | undefined {
  if (!logo) return undefined;
  const scale = Math.min(LOGO_BOX.width / logo.width, LOGO_BOX.height / logo.height);
  const [width, height] = [logo.width * scale, logo.height * scale];
  const alt = say(locale)("logoAlt", { name: facts.organisation.name });
  return { height, alt, draw: (pen, at) => pen.picture(logo, { ...at, width, height }) };
}

/** Rows with the whole of what the first page had no room for; none as a rule. */
export function wholeNames(setting: Setting): void {
  const { sheet, facts, locale } = setting;
  const t = say(locale);
  const name = nameOf(setting);
  if (sheet.linesInRow(name) > NAME_LINES_MAX) sheet.row(t("nameWhole"), [name]);
  const organisation = value(facts.organisation.name);
  if (sheet.linesInRow(organisation) > ORGANISATION_LINES_MAX) sheet.row(t("submitterWhole"), [organisation]);
}

/** How it came here, and how large it is. */
function contentText({ size, type }: ReceiptFacts, locale: Locale): string {
  const t = say(locale);
  const how = t(type === "file" ? "typeFile" : "typeDigest");
  if (size === undefined) return how;
  return t("contentSized", { size: t("bytes", { count: size, text: size.toLocaleString("en-US") }), how });
}

function wordsOf(locale: Locale): Parameters<typeof claimRows>[1] {
  const t = translator(locale);
  return (key, values) => t(`claim.${key}`, values);
}

function claimTexts({ claim }: ReceiptFacts, locale: Locale) {
  const rows = claim ? claimRows(claim, wordsOf(locale)) : [];
  // That a content is one, the row above says already.
  return claim?.kind === "content" ? rows.slice(1) : rows;
}

/** Under the submitter's own words for them, and a heading that says so: none passes for one of ours. */
export function fieldRows({ sheet, facts, locale }: Setting): void {
  const { origin, others } = splitFields(facts.fields, facts.claim?.parents);
  if (origin.length > 0) {
    sheet.heading(say(locale)("takenOver"), KEEP_FIELDS);
    sheet.table(() => {
      for (const { term, value: text } of originRows(origin, wordsOf(locale))) sheet.row(term, [value(text)]);
    });
  }
  const fields = Object.entries(others);
  if (fields.length === 0) return;
  sheet.heading(say(locale)("fields"), KEEP_FIELDS);
  sheet.table(() => {
    for (const [name, field] of fields) sheet.row(name, [value(fieldWords(field, locale))]);
  });
}

function fieldWords(field: OwnField, locale: Locale): string {
  if (field.type === "time") return zoned(field.value, locale, " / ");
  if (field.type !== "amount") return field.value;
  const [whole = "", ...part] = field.value.split(".");
  const amount = [whole.replace(/(?<=[0-9])(?=(?:[0-9]{3})+$)/g, ","), ...part].join(".");
  return fieldText({ ...field, value: amount });
}
