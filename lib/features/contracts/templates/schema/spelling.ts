/** How values stand in a contract: amounts with their currency, and in the capital numerals that nobody alters (大写); dates in words. */
import { partsOf } from "#lib/features/certificates/templates/schema/placeholders.ts";
import {
  type ContractTemplateDocument,
  type ContractValue,
  type Language,
  MARK_NUMBER,
  type StatedValues,
} from "../types.ts";

/** Forms of a placeholder: `{{amount:words}}`, `{{date:plain}}`. */
export const FORMS: Readonly<Record<ContractValue["kind"], readonly string[]>> = {
  ...{ text: [], choice: [] },
  amount: ["words", "plain"],
  date: ["plain"],
};

export interface Spelling {
  document: Pick<ContractTemplateDocument, "language" | "values">;
  stated: StatedValues;
  number: string;
}

/** What stands where a value was not given. */
const BLANK = "＿＿＿＿";

/** A text with what was stated in the places of its placeholders. */
export function spelled(text: string, spelling: Spelling): string {
  return partsOf(text)
    .map((part) => ("text" in part ? part.text : spelledValue(part, spelling)))
    .join("");
}

function spelledValue({ name, form }: { name: string; form?: string }, { document, stated, number }: Spelling): string {
  if (name === MARK_NUMBER) return number;
  const value = document.values.find((each) => each.name === name);
  const found = Object.hasOwn(stated, name) ? stated[name] : undefined;
  if (value === undefined || found === undefined) return BLANK;
  if (value.kind === "amount")
    return spelledAmount(found, { currency: value.currency, form, language: document.language });
  return value.kind === "date" && form !== "plain" ? spelledDate(found, document.language) : found;
}

/** @param amount with two places after the point */
export function spelledAmount(
  amount: string,
  { currency, form, language }: { currency: string; form?: string | undefined; language: Language },
): string {
  if (form === "words") return capitalNumerals(amount);
  const [whole = "", places = ""] = amount.split(".");
  const grouped = `${whole.replace(/\B(?=(?:\d{3})+$)/g, ",")}.${places}`;
  if (form === "plain") return grouped;
  return currency === "CNY" && language === "zh-CN" ? `人民币${grouped}元` : `${currency} ${grouped}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June"].concat(
  ...["July", "August", "September", "October", "November", "December"],
);

/** @param date YYYY-MM-DD */
export function spelledDate(date: string, language: Language): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return language === "zh-CN" ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`;
}

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

/**
 * An amount in renminbi in capital numerals, as the rules for bills want it (正确填写票据和结算凭证的基本规定): ended by 整 where no fen
 * follow, and a 零 for zeros in between.
 *
 * @param amount up to fifteen digits, with two places after the point
 */
export function capitalNumerals(amount: string): string {
  const [whole = "0", places = "00"] = amount.split(".");
  const [jiao = "0", fen = "0"] = places;
  const yuan = whole === "0" ? "" : `${capitalWhole(whole)}元`;
  const tenths = jiao === "0" ? "" : `${DIGITS[Number(jiao)]}角`;
  const hundredths = fen === "0" ? "" : `${DIGITS[Number(fen)]}分`;
  if (!yuan && !tenths && !hundredths) return "人民币零元整";
  const gap = yuan && !tenths && hundredths ? "零" : "";
  return `人民币${yuan}${gap}${tenths}${hundredths}${hundredths ? "" : "整"}`;
}

function capitalWhole(whole: string): string {
  let text = "";
  let isZero = false;
  const groups = whole.padStart(Math.ceil(whole.length / 4) * 4, "0").match(/.{4}/g) ?? [];
  for (const [at, group] of groups.entries()) {
    let part = "";
    for (const [place, digit] of Array.from(group).entries()) {
      if (digit === "0") {
        isZero = true;
        continue;
      }
      if (isZero && (text || part)) part += "零";
      isZero = false;
      part += `${DIGITS[Number(digit)]}${PLACES[3 - place]}`;
    }
    const name = GROUPS[groups.length - 1 - at] ?? "";
    // Of ten thousands of 亿 the 亿 is said once, behind what follows of it.
    if (part) text += part + (name === "万亿" ? "万" : name);
    else if (name === "亿" && text) text += "亿";
  }
  return text;
}

const COUNT = "零一二三四五六七八九";

/** The number of a clause: 第十二条, 12. */
export function clauseNumber(number: number, language: Language): string {
  return language === "zh-CN" ? `第${countedHan(number)}条` : `${number}.`;
}

/** @param number from 1 to 999 */
function countedHan(number: number): string {
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor((number % 100) / 10), number % 10];
  const first = hundreds > 0 ? `${COUNT[hundreds]}百` : "";
  const gap = hundreds > 0 && tens === 0 && ones > 0 ? "零" : "";
  const second = tens > 0 ? `${tens === 1 && hundreds === 0 ? "" : COUNT[tens]}十` : gap;
  return `${first}${second}${ones > 0 ? COUNT[ones] : ""}`;
}
