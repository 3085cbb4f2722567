/** A diploma: engraved waves around an ivory sheet, laurel above, the school's seal at its foot. */
import type { TemplateDocument, TemplateElement, TemplateLanguage } from "../../types.ts";
import { codeAt, designed, field, nameAt, SOFT, sealedAt, type Tongue, text, tongueOf } from "./parts.ts";

const BRONZE = "#7d5f22";
const PALE = "#c9af76";

const ground = (): TemplateElement[] => [
  {
    ...{ id: "frame", kind: "ornament", design: "guilloche-frame", x: 8, y: 8, width: 281, height: 194 },
    ...{ color: BRONZE, second: PALE },
  },
  {
    id: "laurel",
    kind: "ornament",
    design: "laurel",
    x: 133.5,
    y: 21,
    width: 30,
    height: 26,
    color: PALE,
    second: BRONZE,
  },
  {
    ...{ id: "crest", kind: "ornament", design: "guilloche-rosette", x: 142, y: 27, width: 13, height: 13 },
    ...{ color: BRONZE, second: PALE },
  },
  {
    id: "divider",
    kind: "ornament",
    design: "divider",
    x: 103.5,
    y: 78.5,
    width: 90,
    height: 5,
    color: BRONZE,
    second: PALE,
  },
];

function words(tongue: Tongue): TemplateElement[] {
  const { say, isChinese, strong, plain } = tongue;
  const body = say(
    "于{{entered}}入学，修完{{programme}}专业教学计划规定的全部课程，\n成绩合格，准予毕业。",
    "has completed the programme of {{programme}},\nbegun on {{entered}}, has met all of its requirements,\nand is awarded this diploma.",
  );
  return [
    text("title", say("毕业证书", "Diploma"), {
      ...{ box: [58, 47, 181, 23], font: isChinese ? strong : plain, size: isChinese ? 42 : 50 },
      ...{ spacing: isChinese ? 0.42 : 0.04, role: "title" },
    }),
    text("subtitle", say("CERTIFICATE OF GRADUATION", "THIS IS TO CERTIFY THAT"), {
      ...{ box: [58, 70, 181, 7], font: "garamond", size: 10.5, spacing: 0.3, color: BRONZE },
    }),
    nameAt([58, 84, 181, 21], tongue),
    text("body", body, {
      ...{ box: [52, 106, 193, 26], font: plain, size: isChinese ? 14.5 : 15, sizeMin: 9, linesMax: 5, leading: 1.6 },
    }),
    text("signatory", "{{signatory}}", { box: [116, 163, 66, 10], font: tongue.name, size: 16, sizeMin: 8.5 }),
    { id: "rule", kind: "line", x: 122, y: 173.5, width: 54, height: 0.2, color: PALE },
    text("office", say("校长", "President"), { box: [116, 174, 66, 8], font: plain, size: 11, color: SOFT }),
  ];
}

export function diploma(language: TemplateLanguage): TemplateDocument {
  const tongue = tongueOf(language);
  const { say } = tongue;
  return designed({
    language,
    orientation: "landscape",
    elements: [
      ...ground(),
      ...words(tongue),
      ...codeAt([40, 147], tongue),
      ...sealedAt([230, 134], tongue, { width: 92 }),
    ],
    fields: [
      field("programme", ["专业", "Programme"]),
      field("entered", ["入学日期", "Begun on"], { type: "date" }),
      field("signatory", ["校长", "President"]),
    ],
    achievement: [
      say("毕业证书", "Diploma"),
      say("修完专业教学计划规定的全部课程，准予毕业。", "Completed all courses of a programme and graduated."),
      say("全部课程成绩合格。", "A pass in every course of the programme."),
    ],
  });
}
