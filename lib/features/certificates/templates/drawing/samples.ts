/** Values with which a design is looked at: the shortest, ordinary and longest that it has to carry. */
import type { CertificateValues, TemplateDocument, TemplateField } from "../types.ts";

export type SampleKind = "shortest" | "ordinary" | "longest";

const NAMES: Record<TemplateDocument["language"], Record<SampleKind, string>> = {
  "zh-CN": { shortest: "李一", ordinary: "欧阳若曦", longest: "古丽巴哈尔·阿卜杜热依木·麦麦提江" },
  en: {
    shortest: "Bo Li",
    ordinary: "Alexandra Whitfield",
    longest: "Maximiliana Wolfeschlegelstein-Hausenbergerdorff",
  },
};
const TEXTS: Record<TemplateDocument["language"], Record<SampleKind, string>> = {
  "zh-CN": { shortest: "一", ordinary: "数据科学", longest: "人工智能与大数据技术应用" },
  en: { shortest: "A", ordinary: "Data Science", longest: "Artificial Intelligence and Applied Data Science" },
};
const DATES: Record<SampleKind, string> = { shortest: "2026-01-01", ordinary: "2026-06-18", longest: "2026-12-28" };

function sampleOf(field: TemplateField, kind: SampleKind, language: TemplateDocument["language"]): string {
  switch (field.type) {
    case "date":
      return DATES[kind];
    case "number": {
      const digits = Number(field.format ?? 0);
      const whole = { shortest: "1", ordinary: "92", longest: "100" }[kind];
      return digits > 0 ? `${whole}.${"0".repeat(digits)}` : whole;
    }
    case "choice": {
      const byLength = (field.choices ?? []).toSorted((left, right) => left.length - right.length);
      const at = { shortest: 0, ordinary: Math.floor(byLength.length / 2), longest: byLength.length - 1 }[kind];
      return byLength[at] ?? "";
    }
    case "text":
      return field.format === undefined ? TEXTS[language][kind] : masked(field.format);
  }
}

function masked(format: string): string {
  return Array.from(format, (sign) => ({ "9": "0", A: "A", a: "a", "*": "0" })[sign] ?? sign).join("");
}

export function sampleValues({ fields, language }: TemplateDocument, kind: SampleKind): CertificateValues {
  const own = fields.map((field) => [field.name, sampleOf(field, kind, language)]);
  return { holder_name: NAMES[language][kind], ...Object.fromEntries(own) };
}

/** Of an organisation that issues nothing yet. */
export const SAMPLE_ISSUER: Record<TemplateDocument["language"], string> = {
  "zh-CN": "江南职业技术学院",
  en: "Northfield Institute of Technology",
};
export const SAMPLE_ID = "00000000-0000-7000-8000-000000000000";
