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
type Three = readonly [shortest: string, ordinary: string, longest: string];
const KINDS: readonly SampleKind[] = ["shortest", "ordinary", "longest"];
const TEXTS: Record<TemplateDocument["language"], Three> = {
  "zh-CN": ["一", "数据科学", "人工智能与大数据技术应用"],
  en: ["A", "Data Science", "Artificial Intelligence and Applied Data Science"],
};
/** Of fields whose names say what is in them. */
const NAMED: Record<TemplateDocument["language"], Readonly<Record<string, Three>>> = {
  "zh-CN": {
    programme: ["法学", "数据科学", "人工智能与大数据技术应用"],
    course: ["急救", "项目管理实务", "高层建筑消防安全与应急疏散管理"],
    signatory: ["王一", "陈志远", "欧阳慕容·阿卜杜拉"],
    contest: ["数学竞赛", "第十二届全国大学生创新大赛", "第十二届全国青少年人工智能与机器人创新设计大赛总决赛"],
    work: ["山", "会呼吸的桥", "面向老年人的城市公共交通无障碍导航系统"],
    position: ["顾问", "客座教授", "学术委员会委员兼博士研究生校外指导教师"],
    gift: ["图书", "人民币 100,000 元", "人民币壹佰万元整及图书三千册"],
    purpose: ["助学", "乡村小学图书馆建设", "西部地区乡村小学图书馆与多媒体教室建设项目"],
    member_number: ["1", "A-2026-0118", "CN-BJ-2026-00000118"],
  },
  en: {
    programme: ["Law", "Data Science", "Artificial Intelligence and Applied Data Science"],
    course: [
      "First Aid",
      "Project Management in Practice",
      "Fire Safety and Emergency Evacuation of High-Rise Buildings",
    ],
    signatory: ["A. Li", "Margaret Ellison", "Bartholomew Featherstonehaugh"],
    contest: [
      "Chess Open",
      "National Student Innovation Award",
      "International Junior Olympiad of Robotics and Engineering",
    ],
    work: ["Hill", "The Breathing Bridge", "A Barrier-Free Guide to Public Transport for the Elderly"],
    position: ["Adviser", "Visiting Professor", "External Examiner and Member of the Academic Council"],
    gift: ["Books", "CNY 100,000", "CNY 1,000,000 and three thousand books"],
    purpose: ["schools", "libraries in village schools", "libraries and media rooms in village schools of the west"],
    member_number: ["1", "A-2026-0118", "CN-BJ-2026-00000118"],
  },
};
/** Days that begin something are long before it ends. */
const BEGINNINGS: readonly string[] = ["entered", "began", "since", "from"];

const DATES: Record<SampleKind, string> = { shortest: "2026-01-01", ordinary: "2026-06-18", longest: "2026-12-28" };

function sampleOf(field: TemplateField, kind: SampleKind, language: TemplateDocument["language"]): string {
  switch (field.type) {
    case "date":
      return BEGINNINGS.includes(field.name) ? DATES[kind].replace("2026", "2022") : DATES[kind];
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
      if (field.format !== undefined) return masked(field.format);
      return (NAMED[language][field.name] ?? TEXTS[language])[KINDS.indexOf(kind)] ?? "";
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
